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

/// What the rule makes of all options.
struct Judged {
    hits: usize,
    misses: Vec<Declared<'static>>,
    false_hits: Vec<Declared<'static>>,
}

fn judged() -> Judged {
    let mut judged = Judged { hits: 0, misses: Vec::new(), false_hits: Vec::new() };
    for option in declared() {
        match (option.secret, is_masked(&option)) {
            (true, true) => judged.hits += 1,
            (true, false) => judged.misses.push(option),
            (false, true) => judged.false_hits.push(option),
            (false, false) => {}
        }
    }
    judged
}

impl Judged {
    /// Of what is flagged, how much is masked.
    fn recall(&self) -> f64 {
        percent(self.hits, self.hits + self.misses.len())
    }

    /// Of what is masked, how much is flagged.
    fn precision(&self) -> f64 {
        percent(self.hits, self.hits + self.false_hits.len())
    }
}

#[test]
fn the_names_of_real_options_tell_which_are_secret() {
    let all = declared();
    let flagged = all.iter().filter(|option| option.secret).count();
    assert_eq!((all.len(), flagged), (3004, 103));
    let judged = judged();
    let (recall, precision) = (judged.recall(), judged.precision());
    let found = format!("recall {recall:.1} %, precision {precision:.1} %");
    println!("{found}");
    assert!(
        recall >= 88.0 && precision >= 79.0,
        "{found}\nnot masked:{}\nmasked, but not flagged:{}",
        listed(&judged.misses),
        listed(&judged.false_hits)
    );
}

#[test]
fn the_guide_tells_how_good_the_rule_is() {
    let page = include_str!("../../docs/masking.md");
    let judged = judged();
    for (figure, mark) in [(judged.recall(), "recall"), (judged.precision(), "precision")] {
        let told = format!("<!-- {mark} -->{figure:.1} %<!-- -->");
        assert!(page.contains(&told), "the page has not: {told}");
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

fn listed(options: &[Declared<'_>]) -> String {
    options.iter().fold(String::new(), |mut list, option| {
        let _ = write!(list, "\n  {} {} ({})", option.project, option.name, option.kind);
        list
    })
}
