//! Texts without a secret, which must stay as they are: a mask that eats everything is no use.

use crate::section::mask::text;

const TEXTS: &str = include_str!("../../../../tests/data/innocent-texts.txt");

#[test]
fn innocent_text_is_not_touched() {
    let lines: Vec<&str> = TEXTS.lines().filter(|line| !line.starts_with("# ")).collect();
    assert!(lines.len() > 150, "{}", lines.len());
    let masked: Vec<String> = lines
        .iter()
        .filter(|line| text(line) != **line)
        .map(|line| format!("{line}\n  → {}", text(line)))
        .collect();
    assert!(masked.is_empty(), "{} of {}:\n{}", masked.len(), lines.len(), masked.join("\n"));
    assert_eq!(text(TEXTS), TEXTS, "together");
}
