//! Text that has no name of its own goes by the title of its section.

use gmr::model::{Report, Value};
use std::collections::BTreeMap;

#[gmr::section]
static API_TOKEN: &str = "t-12345";

#[gmr::section]
fn admin_password() -> Result<String, std::fmt::Error> {
    Ok("correct horse".to_owned())
}

#[gmr::section("Recovery tokens")]
fn recovery() -> [&'static str; 2] {
    ["r-1", "r-2"]
}

#[gmr::section("Keys of the secret store")]
fn stored() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([("region", "eu"), ("password", "hunter2")])
}

#[gmr::section("Seen tokens")]
fn seen() -> u64 {
    7
}

fn value<'r>(report: &'r Report, title: &str) -> &'r Value {
    report.section(title).unwrap().value().unwrap()
}

#[test]
fn text_that_stands_alone_is_masked_by_its_title() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Api Token"), &Value::Secret);
    assert_eq!(value(&report, "Admin Password"), &Value::Secret);
    assert_eq!(value(&report, "Recovery tokens"), &Value::List(vec![Value::Secret; 2]));
}

#[test]
fn a_title_masks_neither_numbers_nor_what_has_a_name() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Seen tokens"), &Value::Int(7));
    let stored = value(&report, "Keys of the secret store");
    assert_eq!(stored.to_string(), "password = ***\nregion = eu");
}
