#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::model::StackEnd;
use proptest::prelude::*;

/// Two functions at 0x10 of `/opt/app`, the inner one inlined; a name without a line at 0x20.
fn at(module: &str, offset: u64) -> Option<Vec<Frame>> {
    let place = Frame { module: Some(module.into()), offset: Some(offset), ..Frame::new(0) };
    let function = |name: &str| Frame { function: Some(name.into()), ..place.clone() };
    let placed = |name| Frame { file: Some("a.rs".into()), line: Some(7), ..function(name) };
    match (module, offset) {
        ("/opt/app", 0x10) => {
            Some(vec![Frame { inlined: true, ..placed("inner") }, placed("outer")])
        }
        ("/opt/app", 0x20) => Some(vec![function("by_table")]),
        _ => None,
    }
}

const BANNER: &str = "\
========================================================================
====                            Threads                             ====
========================================================================
";

#[track_caller]
fn check(body: &str, expect: &str) {
    let rewritten = text::rewrite(&format!("{BANNER}{body}"), &mut at);
    assert_eq!(rewritten, format!("{BANNER}{expect}"), "\n{rewritten}");
}

#[test]
fn inlined_functions_get_frames_and_the_others_new_numbers() {
    check(
        "------ Thread #1 ------\nstate = sleeping\n  0 syscall\n      in /lib/c.so+0x5\n\
         \x20 1 /opt/app+0x10\n  2 known\n      at b.rs:3:1\n  3 /opt/app+0x10\n\
         \x20 4 /lib/c.so+0x7\n\n------ Thread #2 ------\n  0 /lib/c.so+0x7\n",
        "------ Thread #1 ------\nstate = sleeping\n  0 syscall\n      in /lib/c.so+0x5\n\
         \x20 1 inner (inlined)\n      at a.rs:7\n  2 outer\n      at a.rs:7\n\
         \x20 3 known\n      at b.rs:3:1\n  4 inner (inlined)\n      at a.rs:7\n\
         \x20 5 outer\n      at a.rs:7\n  6 /lib/c.so+0x7\n\n\
         ------ Thread #2 ------\n  0 /lib/c.so+0x7\n",
    );
}

#[test]
fn calls_that_are_left_out_do_not_take_the_numbers_back() {
    check(
        "  0 /opt/app+0x10\n  … 9,512 calls left out …\n  1 main\n      at b.rs:3:1\n",
        "  0 inner (inlined)\n      at a.rs:7\n  1 outer\n      at a.rs:7\n\
         \x20 … 9,512 calls left out …\n  2 main\n      at b.rs:3:1\n",
    );
}

#[test]
fn the_gap_stays_between_the_calls_where_it_was() {
    let place =
        |offset| Frame { module: Some("/opt/app".into()), offset: Some(offset), ..Frame::new(1) };
    let mut stack = Stack::new([place(0x10), place(0x30)], StackEnd::Root);
    stack.gap = Some(Gap { at: 1, left_out: 9 });
    let mut named = |frame: &Frame| at("/opt/app", frame.offset?);
    assert!(name(&mut stack, &mut named));
    assert_eq!((stack.frames.len(), stack.gap), (3, Some(Gap { at: 2, left_out: 9 })));
    let before = stack.clone();
    assert!(!name(&mut stack, &mut |_| None));
    assert_eq!(stack, before);
}

#[test]
fn a_name_without_a_line_gives_way_to_one_with_it_only() {
    check("  0 f\n      in /opt/app+0x20\n", "  0 f\n      in /opt/app+0x20\n");
    check(
        "  0 f\n      in /opt/app+0x10\n  1 g\n      at b.rs\n",
        "  0 inner (inlined)\n      at a.rs:7\n  1 outer\n      at a.rs:7\n  2 g\n      at b.rs\n",
    );
    check("  0 /opt/app+0x20\n", "  0 by_table\n      in /opt/app+0x20\n");
}

#[test]
fn what_only_looks_like_a_frame_is_left_alone() {
    for line in [
        "0 /opt/app+0x10",
        "   0 /opt/app+0x10",
        "  0  /opt/app+0x10",
        "  0 /opt/app+0x",
        "  0 /opt/app+0x-10",
        "  0 /opt/app+0x11111111111111111",
        "  0 /opt/app+10",
        "  0 +0x10",
        "  x /opt/app+0x10",
        "9999999999 /opt/app+0x10",
        "  <no stack: /opt/app+0x10>",
        "  0 /opt/app+0x10 (inlined)",
    ] {
        check(&format!("{line}\n"), &format!("{line}\n"));
        check(line, line);
    }
    // A section's own text, until it hangs.
    let section = "\
========================================================================
====                             Jobs                               ====
========================================================================
  0 /opt/app+0x10
";
    check(section, section);
    let stuck = "<timed out after 2s; still running on thread 9>\n";
    let named = "  0 inner (inlined)\n      at a.rs:7\n  1 outer\n      at a.rs:7\n";
    check(&format!("{section}{stuck}  0 /opt/app+0x10\n"), &format!("{section}{stuck}{named}"));
}

#[test]
fn a_call_of_a_task_becomes_the_calls_that_are_inlined_there_outermost_first() {
    let banner = BANNER.replace("   Threads    ", "Green Threads ");
    let report = format!(
        "{banner}\
         wait = for 3s, /opt/app+0x10\n  /opt/app+0x10\n    + /opt/app+0x10 (2 times)\n\
         \x20       f in /opt/app+0x10\n        g in /opt/app+0x20\n  <x> /opt/app+0x11\n\
         \nmodules = \n  /opt/app = 12\n"
    );
    let expect = format!(
        "{banner}\
         wait = for 3s, /opt/app+0x10\n  outer at a.rs:7\n  inner at a.rs:7\n\
         \x20   + outer at a.rs:7\n      inner at a.rs:7 (2 times)\n\
         \x20       outer at a.rs:7\n        inner at a.rs:7\n        g in /opt/app+0x20\n\
         \x20 <x> /opt/app+0x11\n\nmodules = \n  /opt/app = 12\n"
    );
    let rewritten = text::rewrite(&report, &mut at);
    assert_eq!(rewritten, expect, "\n{rewritten}");
    assert_eq!(text::modules(&report), [("/opt/app", "12")]);
    let wanted = text::wanted(&report);
    assert!(wanted.contains("/opt/app"), "{wanted:?}");
}

#[test]
fn the_modules_are_those_of_the_threads_section() {
    let list = "modules = \n  /a = b = 12\n  /c = <no build id>\nx = 1\n  /d = 34\n";
    let report = format!("modules = \n  /e = 56\n{BANNER}\n{list}");
    assert_eq!(text::modules(&report), [("/a = b", "12"), ("/c", "<no build id>")]);
    let frames = "  0 /a+0x1\n  1 f\n      in /c+0x2\n  2 g\n      at /d+0x3\n";
    let report = format!("  0 /e+0x1\n{BANNER}{frames}");
    let wanted = text::wanted(&report);
    assert_eq!(wanted, ["/a", "/c"].into());
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(
        lines in prop::collection::vec(
            prop_oneof![
                "\\PC{0,40}",
                "[ ]{0,3}[0-9]{1,11} (/opt/app|x|\u{e9})?(\\+0x[0-9a-fé]{0,20})?",
                "      (in|at) (/opt/app)?(\\+0x(10|20))?",
                Just("====  Threads  ====".to_owned()),
                Just("modules = ".to_owned()),
                Just("  0 /opt/app+0x10\r".to_owned()),
            ],
            0..40,
        ),
        end in "\n?",
    ) {
        let report = lines.join("\n") + &end;
        let modules = text::modules(&report);
        prop_assert!(modules.len() <= lines.len());
        let rewritten = text::rewrite(&report, &mut |_, _| None);
        prop_assert_eq!(&rewritten, &report);
        text::rewrite(&report, &mut at);
        let symbolizer = Symbolizer::new().folder("/nonexistent");
        prop_assert_eq!(symbolizer.text(&report).unwrap(), report);
    }
}
