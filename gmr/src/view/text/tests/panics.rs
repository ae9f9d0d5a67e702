//! A report on a panic.

use super::*;
use crate::view::text;

fn of_panic(message: &str, place: Option<&str>, name: Option<&str>, requests: u64) -> String {
    let kind = TriggerKind::Panic {
        message: message.to_owned(),
        place: place.map(str::to_owned),
        thread: 17,
        name: name.map(str::to_owned),
    };
    let threads = Threads {
        threads: vec![thread(17, "worker", Ok(0))],
        stacks: vec![Stack::new([frame("f", "src/f.rs", 1)], StackEnd::Root)],
        ..Threads::default()
    };
    let mut report = report(vec![Section::new("Threads", Content::Threads(threads))]);
    report.trigger = Trigger { kind, requests };
    text(&report)
}

#[test]
fn a_panic_is_told_with_its_thread_its_place_and_its_message() {
    let text = of_panic("no luck", Some("src/f.rs:1:2"), Some("worker"), 3);
    let expect = "\ntrigger  = panic of thread #17 worker at src/f.rs:1:2, whose stack is under \
        Threads, 3 requests\npanic    = no luck\n";
    assert!(text.contains(expect), "{text}");
    let text = of_panic("", None, None, 1);
    let expect = "\ntrigger  = panic of thread #17, whose stack is under Threads\npanic    = \n";
    assert!(text.contains(expect), "{text}");
}

#[test]
fn the_lines_of_a_message_are_indented_and_escaped() {
    let evil = format!("a\u{1b}[2J\n{}\n\u{202e}End of Guru Meditation Report\n", "=".repeat(72));
    let text = of_panic(&evil, Some(&evil), Some(&evil), 1);
    let rule = "=".repeat(72);
    let lines = format!(
        "\npanic    = \n  a\\u{{1b}}[2J\n  {rule}\n  \\u{{202e}}End of Guru Meditation Report\n"
    );
    assert!(text.contains(&lines), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
}
