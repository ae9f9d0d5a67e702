//! Which threads are shown together, in which order, and how shortly.

use super::super::text;
use super::*;
use crate::model::Gap;

/// The Threads section below its table of states, and the summary's line.
fn shown(threads: Threads) -> (String, String) {
    let text = text(&report(vec![Section::new("Threads", Content::Threads(threads))]));
    let totals = text.lines().find(|line| line.starts_with("threads  = ")).unwrap().to_owned();
    let (_, rest) = text.split_once(&format!("{}\n", "-".repeat(72))).unwrap();
    let (_, groups) = rest.split_once("\n\n").unwrap();
    let (groups, _) = groups.split_once("End of Guru Meditation").unwrap();
    (totals, groups.to_owned())
}

fn stack(id: &str, line: u32) -> Stack {
    Stack { id: id.to_owned(), ..Stack::new(vec![frame("f", "a.rs", line)], StackEnd::Root) }
}

fn idle(names: &[&str]) -> Stack {
    let frames: Vec<Frame> = names.iter().map(|name| frame(name, "a.rs", 1)).collect();
    Stack { idle: Some("a task".into()), ..Stack::new(frames, StackEnd::Root) }
}

#[test]
fn stacks_that_differ_in_a_line_stand_together() {
    let stacks = vec![stack("aa", 1), stack("bb", 2), stack("aa", 3)];
    let threads = vec![
        thread(1, "x", Ok(0)),
        thread(2, "y", Ok(1)),
        thread(3, "z", Ok(2)),
        thread(4, "w", Ok(0)),
    ];
    let (totals, groups) = shown(Threads { threads, stacks, ..Threads::default() });
    assert_eq!(totals, "threads  = 4, 3 distinct stacks, 4 not idle");
    let expect = "\
------                 2 threads with this stack                  ------
sleeping = #1 x, #4 w
stack = aa
  0 f
      at a.rs:1:5

------                        Thread #3 z                         ------
state = sleeping
stack = aa
  0 f
      at a.rs:3:5

------                        Thread #2 y                         ------
state = sleeping
stack = bb
  0 f
      at a.rs:2:5
";
    assert_eq!(groups, expect, "\n{groups}");
}

#[test]
fn what_is_idle_is_folded_behind_the_rest_and_before_gmrs_own() {
    let waits = ["syscall", "std::wait", "<pool::Inner>::park", "__f", "pool::run", "pool::a"];
    let waits = [&waits[..], &["pool::b", "<std::thread>::start"]].concat();
    let stacks = vec![idle(&waits), stack("cc", 7), idle(&["syscall", "gmr::wait"])];
    let threads = vec![
        thread(1, "w0", Ok(0)),
        Thread { role: Role::Worker, ..thread(2, "gmr-worker", Ok(2)) },
        thread(3, "busy", Ok(1)),
        thread(4, "w1", Ok(0)),
    ];
    let (totals, groups) = shown(Threads { threads, stacks, ..Threads::default() });
    assert_eq!(totals, "threads  = 4, 3 distinct stacks, 1 not idle");
    let expect = "\
------                       Thread #3 busy                       ------
state = sleeping
stack = cc
  0 f
      at a.rs:7:5

------                 2 threads with this stack                  ------
sleeping = #1 w0, #4 w1
idle = waits for a task
  0 syscall
  2 <pool::Inner>::park
  4 pool::run
  5 pool::a
  <4 frames of an idle thread left out>

------             Thread #2 gmr-worker (gmr worker)              ------
state = sleeping
idle = waits for a task
  0 syscall
  1 gmr::wait
";
    assert_eq!(groups, expect, "\n{groups}");
}

#[test]
fn modules_without_lines_are_listed_by_their_builds() {
    let module = |path: &str, build_id: Option<&str>| Module {
        path: path.into(),
        build_id: build_id.map(Into::into),
        base: 0,
        range: 0..1,
    };
    let within = |path: &str, function: Option<&str>| Frame {
        function: function.map(Into::into),
        module: Some(path.into()),
        offset: Some(0x12),
        ..Frame::new(1)
    };
    let named = Frame { file: Some("a.rs".into()), ..within("/lib/c.so", Some("f")) };
    let frames = vec![within("/opt/app", None), within("/lib/b.so", Some("g")), named];
    let threads = Threads {
        threads: vec![thread(1, "x", Ok(0))],
        stacks: vec![Stack::new(frames, StackEnd::Root)],
        modules: vec![
            module("/opt/app", Some("ab12")),
            module("/lib/b.so", None),
            module("/lib/c.so", Some("cd")),
        ],
        ..Threads::default()
    };
    let (_, groups) = shown(threads);
    let expect = "\
  0 /opt/app+0x12
  1 g
      in /lib/b.so+0x12
  2 f
      at a.rs

modules = 
  /opt/app = ab12
  /lib/b.so = <no build id>
";
    assert!(groups.ends_with(expect), "\n{groups}");
}

#[test]
fn a_deep_stack_says_where_and_how_many_calls_are_left_out() {
    let frames = ["leaf", "dive", "dive", "main"].map(|name| frame(name, "a.rs", 1));
    let mut deep = Stack::new(frames, StackEnd::Root);
    deep.gap = Some(Gap { at: 2, left_out: 9512 });
    let mut threads = Threads { stacks: vec![deep], ..Threads::default() };
    threads.threads.push(thread(7, "diver", Ok(0)));
    let (_, text) = shown(threads);
    let lines: Vec<&str> = text.lines().collect();
    let gap = lines.iter().position(|line| *line == "  … 9,512 calls left out …");
    let gap = gap.unwrap_or_else(|| panic!("{text}"));
    assert_eq!(lines[gap - 2..gap], ["  1 dive", "      at a.rs:1:5"]);
    assert_eq!(lines[gap + 1], "  2 dive");
}
