//! Every key is documented where it stands, by an example that runs, and no other key is.

use super::*;
use std::collections::BTreeSet;

type Names<'t> = BTreeSet<&'t str>;

const REPORT_SECTION: &str = include_str!("../../docs/report_section.md");
const CONFIG_REPORT: &str = include_str!("../../docs/config_report.md");
const ON_FUNCTION: &str = include_str!("../../docs/section.md");
const ON_BLOCK: &str = include_str!("../../docs/sections.md");
const ON_ASYNC: &str = include_str!("../../docs/task.md");
const ON_MAIN: &str = include_str!("../../docs/main.md");
/// The keys of `#[gmr::main]` are its methods.
const AUTORUN: &str = concat!(
    include_str!("../../../gmr/src/reporter/builder.rs"),
    include_str!("../../../gmr/src/reporter/builder/reports.rs"),
);

fn names(place: &Place) -> Names<'static> {
    place.keys.iter().map(|key| key.0).collect()
}

/// The text below a heading, up to the next one like it, or to an example, whose hidden lines look
/// the same.
fn chapter<'t>(page: &'t str, heading: &str) -> &'t str {
    let text = page.split("\n# ").find_map(|chapter| chapter.strip_prefix(heading));
    text.filter(|text| text.starts_with('\n')).unwrap_or_else(|| unreachable!("no {heading}"))
}

/// The keys in a text: what begins a word in backticks, and is no string.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split('`').skip(1).step_by(2);
    let end = |word: &str| word.find(|c: char| !c.is_ascii_lowercase() && c != '_');
    words.map(move |word| &word[..end(word).unwrap_or(word.len())]).filter(|key| !key.is_empty())
}

/// The keys in the first column of the chapter's table.
fn rows<'t>(page: &'t str, heading: &str) -> Names<'t> {
    let rows = chapter(page, heading).lines().filter(|line| line.starts_with('|')).skip(1);
    rows.flat_map(|row| keys(row.split('|').nth(1).unwrap_or_default())).collect()
}

/// The keys whose names are headings above a code block.
fn examples(page: &str) -> Names<'_> {
    let shown = page.split("\n## ").skip(1).filter(|part| part.contains("\n```\n"));
    shown.filter_map(|part| keys(part.lines().next().unwrap_or_default()).next()).collect()
}

#[test]
fn every_key_of_a_section_is_documented() {
    let (of_type, of_field) = (names(&SECTION_TYPE), names(&SECTION_FIELD));
    assert_eq!(rows(REPORT_SECTION, "Keys of the type"), of_type);
    assert_eq!(rows(REPORT_SECTION, "Keys of a field"), of_field);
    assert_eq!(examples(REPORT_SECTION), &of_type | &of_field);
    let fields = chapter(REPORT_SECTION, "Keys of a field");
    let of_variant = fields.lines().find(|line| line.starts_with("A variant has "));
    assert_eq!(of_variant.map(|line| keys(line).collect()), Some(names(&VARIANT)));
}

#[test]
fn every_key_of_a_configuration_is_documented() {
    let (of_type, of_option) = (names(&CONFIG_TYPE), names(&CONFIG_FIELD));
    assert_eq!(rows(CONFIG_REPORT, "Keys of the type"), of_type);
    let own = rows(CONFIG_REPORT, "Keys of an option");
    assert_eq!(examples(CONFIG_REPORT), &of_type | &own);
    // The others are documented with those of a section.
    let (_, shared) = chapter(CONFIG_REPORT, "Keys of an option")
        .split_once("(macro@ReportSection): ")
        .unwrap_or_default();
    assert_eq!(&own | &keys(shared).collect(), of_option);
    assert!(keys(shared).collect::<Names<'_>>().is_subset(&examples(REPORT_SECTION)));
}

#[test]
fn every_key_of_an_attribute_macro_is_documented() {
    assert_eq!(rows(ON_FUNCTION, "Keys"), names(&SECTION));
    assert_eq!(examples(ON_FUNCTION), names(&SECTION));
    assert_eq!(rows(ON_BLOCK, "Keys of the block"), names(&SECTIONS));
    // The page says: those of `#[gmr::section]` and `static`; `crate` is said of the block.
    let of_method = &(&names(&SECTION) | &names(&SECTIONS)) - &Names::from(["crate"]);
    assert_eq!(of_method, names(&METHOD));
    assert_eq!(rows(ON_ASYNC, "Keys"), names(&TASK));
    for (page, place) in [(ON_BLOCK, &SECTIONS), (ON_ASYNC, &TASK)] {
        for key in names(place) {
            let is_shown = [format!("{key} = "), format!("{key}(")];
            let mut blocks = page.split("```").skip(1).step_by(2);
            assert!(blocks.any(|code| is_shown.iter().any(|use_| code.contains(use_))), "{key}");
        }
    }
}

#[test]
fn every_key_of_main_is_documented() {
    let methods = AUTORUN.lines().filter_map(|line| line.trim().strip_prefix("pub fn "));
    let setters = methods.filter(|method| method.contains("(mut self, "));
    let mut all: Names<'_> = setters.filter_map(|setter| setter.split(['<', '(']).next()).collect();
    all.insert("crate");
    assert_eq!(rows(ON_MAIN, "Keys"), all);
}
