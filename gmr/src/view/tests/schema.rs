//! The document is what its schema says.

use super::*;
use jsonschema::Validator;
use std::sync::LazyLock;

/// The published schema.
static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = include_str!("../../../schema/report-1.0.schema.json");
    jsonschema::draft202012::new(&serde_json::from_str(schema).unwrap()).unwrap()
});

/// Each fault of the document, and where it is.
pub(super) fn faults(document: &Json) -> Vec<String> {
    let fault = |fault: jsonschema::ValidationError<'_>| {
        let text: String = fault.to_string().chars().take(300).collect();
        format!("{}: {text}", fault.instance_path())
    };
    SCHEMA.iter_errors(document).map(fault).collect()
}

#[test]
fn a_hostile_report_is_what_the_schema_says() {
    assert_eq!(faults(&parsed(&report_of(&hostile()))), [""; 0]);
}

#[test]
fn an_empty_report_is_what_the_schema_says() {
    assert_eq!(faults(&parsed(&report(Vec::new()))), [""; 0]);
}

#[test]
fn a_report_on_a_panic_is_what_the_schema_says() {
    let mut report = report(Vec::new());
    for known in [None, Some("src/main.rs:7:5".to_owned())] {
        let (place, name) = (known.clone(), known);
        report.trigger.kind =
            TriggerKind::Panic { message: "no".to_owned(), place, thread: 9, name };
        assert_eq!(faults(&parsed(&report)), [""; 0]);
    }
}

#[test]
fn the_schema_knows_a_document_that_is_not_one() {
    let mut document = parsed(&report_of("x"));
    document["threads"][0]["unknown"] = 1.into();
    document["gmr"]["time"] = "yesterday".into();
    let faults = faults(&document);
    assert_eq!(faults.len(), 2, "{faults:?}");
}
