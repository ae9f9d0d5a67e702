//! Each line that a report may have is on the page that says what it means.

use crate::page::READING;
use crate::source::{of_the_view, reasons};

/// Sections whose keys a program or its user chooses.
const OF_OTHERS: &[&str] = &["Configuration", "Environment", "Section"];
/// A section below whose own keys are names that the kernel chooses.
const OF_THE_KERNEL: &str = "Open files";

/// Stands above and below each title.
const RULE: &str = "========================================================================\n";

/// The sections of a report as text, each with its title; the summary is the first.
fn sections(report: &str) -> Vec<(&str, &str)> {
    let mut parts = report.split(RULE);
    parts.next();
    let mut sections = Vec::new();
    while let (Some(title), Some(body)) = (parts.next(), parts.next()) {
        let title = title.trim_end().trim_matches('=').trim();
        sections.push((if title == "Guru Meditation" { "The summary" } else { title }, body));
    }
    sections
}

/// What stands before a `=` at the start of a line, if it is made of words.
fn keys(body: &str) -> impl Iterator<Item = &str> {
    let pairs = body.lines().filter_map(|line| line.split_once('='));
    let keys = pairs.map(|(key, _)| key.trim());
    keys.filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ' ' | '_')))
        .filter(|key| !key.is_empty())
}

/// Complains of each line of a report that the page does not explain where it should.
fn check(report: &str) {
    let sections = sections(report);
    assert!(sections.len() > 1, "{report}");
    for (title, body) in sections.into_iter().filter(|(title, _)| !OF_OTHERS.contains(title)) {
        let Some(part) = READING.part(title) else { panic!("the page has no part `{title}`") };
        let is_own = |line: &&str| title != OF_THE_KERNEL || !line.starts_with(' ');
        let body = body.lines().filter(is_own).collect::<Vec<_>>().join("\n");
        for key in keys(&body) {
            assert!(part.contains(&format!("`{key} =")), "`{key} =` is not below {title}");
        }
    }
}

#[test]
fn each_line_of_a_real_report_is_on_the_page() {
    let guard = gmr::autorun(gmr::package!()).signal("none").start().unwrap();
    let report = gmr::view::text(&gmr::collect());
    assert!(keys(&report).count() > 40, "{report}");
    check(&report);
    drop(guard);
}

#[test]
fn each_line_of_the_reports_that_the_text_view_is_tested_with_is_on_the_page() {
    check(include_str!("../../src/view/text/tests/whole.txt"));
    let tasks = include_str!("../../src/view/text/tests/tasks.txt");
    check(&format!("{RULE}Guru Meditation\n{RULE}{RULE}Green Threads\n{RULE}{tasks}"));
}

/// Words that are parts of longer ones in the sources only.
fn pieces(string: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0;
    for character in string.chars() {
        match character {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                pieces.push(String::new());
            }
            '\n' => pieces.push(String::new()),
            _ if depth > 0 => {}
            character => pieces.last_mut().unwrap().push(character),
        }
    }
    let odd = |c: char| !c.is_alphanumeric() && c != '#';
    let pieces = pieces.iter().map(|piece| piece.trim_matches(odd).to_owned());
    pieces.filter(|piece| piece.contains(|c: char| c.is_ascii_alphabetic())).collect()
}

/// Complains of all words in these strings that are not on the page.
fn check_words(strings: &[String]) {
    let flow = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = flow(READING.0);
    let pieces = strings.iter().flat_map(|string| pieces(string));
    let missing: Vec<_> = pieces.filter(|piece| !page.contains(&flow(piece))).collect();
    assert!(missing.is_empty(), "not on the page: {missing:#?}");
}

#[test]
fn all_words_of_the_text_view_are_on_the_page() {
    let strings = of_the_view();
    assert!(strings.len() > 100, "{strings:?}");
    check_words(&strings);
}

#[test]
fn all_that_threads_and_tasks_are_known_to_wait_for_is_on_the_page() {
    let files = [
        ("capture/threads/facts/rules/table.rs", 40),
        ("capture/idle.rs", 10),
        ("view/tasks/waits.rs", 20),
    ];
    for (file, least) in files {
        let strings = reasons(file);
        assert!(strings.len() >= least, "{strings:?}");
        check_words(&strings);
    }
}

#[test]
fn all_doubts_are_on_the_page() {
    for file in ["capture/threads/doubt.rs", "capture/tasks/flaw.rs"] {
        let strings = reasons(file);
        assert!(strings.len() > 1, "{strings:?}");
        check_words(&strings);
    }
}
