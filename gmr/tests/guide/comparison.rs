//! What the page says of others has a source, and its figures can be measured again.

use crate::page::{COMPARISON, rows};
use std::fs;
use std::path::Path;

#[test]
fn each_other_tool_has_its_source() {
    let table = COMPARISON.part("What each shows and needs").unwrap();
    let rows = rows(table);
    assert!(rows.len() > 10, "{rows:?}");
    for row in &rows[2..] {
        let (_, note) = row[0].split_once("[^").unwrap_or_else(|| panic!("no source: {}", row[0]));
        let source = format!("\n[^{}: <https://", note);
        assert!(COMPARISON.0.contains(&source), "{source}");
    }
}

/// The commands of the page, without what is said behind them.
fn commands() -> Vec<&'static str> {
    let blocks = COMPARISON.0.split("```").skip(1).step_by(2);
    let lines = blocks.filter_map(|block| block.strip_prefix("sh\n")).flat_map(str::lines);
    lines.map(|line| line.split(" #").next().unwrap_or(line).trim()).collect()
}

#[test]
fn each_benchmark_on_the_page_is_there() {
    let manifest = include_str!("../../Cargo.toml");
    let benches: Vec<_> =
        commands().into_iter().filter_map(|line| line.split_once("--bench ")).collect();
    assert!(!benches.is_empty());
    for (_, bench) in benches {
        assert!(manifest.contains(&format!("[[bench]]\nname = \"{bench}\"")), "{bench}");
    }
}

#[test]
fn each_word_for_the_program_with_the_peers_is_one_that_it_takes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let main = fs::read_to_string(root.join("gmr/benches/peers/src/main.rs")).unwrap();
    let commands = commands();
    assert!(commands.iter().any(|line| line.starts_with("cd gmr/benches/peers")), "{commands:?}");
    let words: Vec<_> = commands.iter().filter_map(|line| line.split_once(" -- ")).collect();
    assert!(!words.is_empty());
    for (_, word) in words {
        assert!(main.contains(&format!("Some(\"{word}\")")), "{word}");
    }
}
