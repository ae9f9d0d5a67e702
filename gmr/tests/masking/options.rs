//! The rule for names against 3,004 options whose authors said which of them are secrets.

use gmr::ReportValue;
use gmr::model::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const OPTIONS: &str = include_str!("../data/secret-options.tsv");

/// No rule for content knows it: what hides it is the name of the option alone.
const TEXT: &str = "sample";

struct Declared<'t> {
    project: &'t str,
    name: &'t str,
    kind: &'t str,
    secret: bool,
}

fn declared() -> Vec<Declared<'static>> {
    let rows = OPTIONS.lines().filter(|line| !line.starts_with('#'));
    rows.skip(1).map(|row| declaration(row).unwrap_or_else(|| panic!("odd row: {row}"))).collect()
}

fn declaration(row: &str) -> Option<Declared<'_>> {
    let mut cells = row.split('\t');
    let (project, name, kind) = (cells.next()?, cells.next()?, cells.next()?);
    let secret = match cells.next()? {
        "0" => false,
        "1" => true,
        _ => return None,
    };
    Some(Declared { project, name, kind, secret })
}

/// Whether a program with such an option shows `***` for its value.
fn is_masked(option: &Declared<'_>) -> bool {
    match option.kind {
        "BoolOpt" => hides(option, true),
        "IntOpt" | "PortOpt" => hides(option, 7_u16),
        "FloatOpt" => hides(option, 0.5),
        "IPOpt" => hides(option, std::net::IpAddr::from([127, 0, 0, 1])),
        "ListOpt" | "MultiOpt" | "MultiStrOpt" => hides(option, vec![TEXT]),
        "DictOpt" => hides(option, BTreeMap::from([("a", TEXT)])),
        "StrOpt" | "URIOpt" | "HostAddressOpt" | "HostDomainOpt" | "Opt" | "DeprecatedOpt"
        | "SubCommandOpt" => hides(option, TEXT),
        kind => panic!("what is a {kind}?"),
    }
}

fn hides(option: &Declared<'_>, value: impl ReportValue) -> bool {
    let form = gmr::to_value(&BTreeMap::from([(option.name, value)]));
    holds_secret(form.entry(option.name).unwrap())
}

fn holds_secret(value: &Value) -> bool {
    match value {
        Value::Secret => true,
        Value::List(items) => items.iter().any(holds_secret),
        Value::Map(entries) => entries.iter().any(|entry| holds_secret(&entry.value)),
        _ => false,
    }
}

#[test]
fn the_names_of_real_options_tell_which_are_secret() {
    let all = declared();
    let flagged = all.iter().filter(|option| option.secret).count();
    assert_eq!((all.len(), flagged), (3004, 103));
    let (mut hits, mut misses, mut false_hits) = (0, Vec::new(), Vec::new());
    for option in &all {
        match (option.secret, is_masked(option)) {
            (true, true) => hits += 1,
            (true, false) => misses.push(option),
            (false, true) => false_hits.push(option),
            (false, false) => {}
        }
    }
    let recall = percent(hits, hits + misses.len());
    let precision = percent(hits, hits + false_hits.len());
    let found = format!("recall {recall:.1} %, precision {precision:.1} %");
    println!("{found}");
    assert!(
        recall >= 88.0 && precision >= 79.0,
        "{found}\nnot masked:{}\nmasked, but not flagged:{}",
        listed(&misses),
        listed(&false_hits)
    );
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

fn listed(options: &[&Declared<'_>]) -> String {
    options.iter().fold(String::new(), |mut list, option| {
        let _ = write!(list, "\n  {} {} ({})", option.project, option.name, option.kind);
        list
    })
}
