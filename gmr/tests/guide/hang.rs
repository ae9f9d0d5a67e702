//! "What now?" in ten lines.

use crate::page::HANG;

#[test]
fn the_page_has_ten_lines_that_fit_a_terminal() {
    let lines: Vec<&str> = HANG.0.lines().collect();
    assert_eq!(lines.len(), 10);
    for (at, line) in lines.iter().enumerate() {
        assert!(line.starts_with(&format!("{}. ", at + 1)), "{line}");
        assert!(line.chars().count() <= 160, "{line}");
    }
}

#[test]
fn each_variable_on_the_page_is_one_that_operators_have() {
    let readme = include_str!("../../../README.md");
    let names = HANG.0.split(|c: char| !c.is_ascii_uppercase() && c != '_');
    let names: Vec<&str> = names.filter(|name| name.starts_with("GMR_")).collect();
    assert!(!names.is_empty());
    for name in names {
        assert!(readme.contains(&format!("`{name}=")), "{name}");
    }
}
