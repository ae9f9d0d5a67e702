//! XML is the document, element for element, to a parser that is not the writer's.

use super::*;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Number};

/// The document as XML has it.
pub(super) fn read(report: &Report) -> Json {
    let xml = crate::view::xml(report);
    let options = ParsingOptions { nodes_limit: u32::MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&xml, options).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "report");
    value(document.root_element())
}

/// By the rules that the view's documentation gives.
fn value(node: Node<'_, '_>) -> Json {
    let text = || node.text().unwrap_or_default();
    match node.attribute("type") {
        Some("null") => Json::Null,
        Some("boolean") => text().parse::<bool>().unwrap().into(),
        Some("number") => text().parse::<Number>().unwrap().into(),
        Some("list") => node.children().map(value).collect(),
        Some("map") => Json::Object(Map::new()),
        Some(other) => panic!("type={other}"),
        None if node.first_element_child().is_some() => {
            let key = |child: Node<'_, '_>| {
                child.attribute("key").unwrap_or(child.tag_name().name()).to_owned()
            };
            node.children().map(|child| (key(child), value(child))).collect()
        }
        None => text().into(),
    }
}

/// Where two documents differ first.
pub(super) fn difference(one: &Json, other: &Json) -> Option<String> {
    if one == other {
        return None;
    }
    let within = |key: &str, one: &Json, other: Option<&Json>| match other {
        Some(other) => difference(one, other).map(|place| format!("/{key}{place}")),
        None => Some(format!("/{key} is missing")),
    };
    let found = match (one, other) {
        (Json::Object(one), Json::Object(others)) if one.len() == others.len() => {
            one.iter().find_map(|(key, one)| within(key, one, others.get(key)))
        }
        (Json::Array(one), Json::Array(others)) if one.len() == others.len() => {
            let mut numbered = one.iter().enumerate();
            numbered.find_map(|(at, one)| within(&at.to_string(), one, others.get(at)))
        }
        _ => None,
    };
    found.or_else(|| Some(format!(": {one:.200} is not {other:.200}")))
}

#[test]
fn a_hostile_report_is_the_same_in_xml_as_in_json() {
    let report = report_of(&hostile());
    assert_eq!(difference(&read(&report), &parsed(&report)), None);
}

#[test]
fn an_empty_report_is_the_same_in_xml_as_in_json() {
    let report = report(Vec::new());
    assert_eq!(difference(&read(&report), &parsed(&report)), None);
}

#[test]
fn a_key_that_xml_does_not_know_is_an_attribute() {
    let value = map([("a b", Value::Int(1)), ("plain", Value::None), ("1<\"2\"", Value::None)]);
    let xml = crate::view::xml(&report(vec![section("Pool size", value)]));
    let expect = "<item key=\"Pool size\"><status>ok</status><reason type=\"null\"/><value>\
                  <item key=\"a b\" type=\"number\">1</item><plain type=\"null\"/>\
                  <item key=\"1&lt;&quot;2&quot;\" type=\"null\"/></value></item>";
    assert!(xml.contains(expect), "{xml}");
}
