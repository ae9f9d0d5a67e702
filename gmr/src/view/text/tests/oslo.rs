//! What oslo.reports prints for the same input.

use super::super::blocks::{banner, table};
use super::super::key_value::KeyValue;
use crate::model::{Entry, Value};
use crate::view::clean::Clean;
use serde_json::Value as Json;

/// The ancestor escapes nothing; the report's renderer does.
const RAW: Clean =
    Clean { margin: |text| text.into(), line: |text| text.into(), lines: |text| text.into() };

#[test]
fn the_blocks_print_what_the_ancestor_prints() {
    let cases = include_str!("../../../../tests/data/oslo-cases.json");
    let cases: Vec<Json> = serde_json::from_str(cases).unwrap();
    assert_eq!(cases.len(), 48);
    for case in &cases {
        assert_eq!(print(case), case["expected"].as_str().unwrap(), "{}", case["name"]);
    }
}

fn print(case: &Json) -> String {
    let input = &case["input"];
    let mut out = String::new();
    match case["view"].as_str().unwrap() {
        "KeyValueView" => KeyValue::new(&mut out, RAW).root(&value(&input["model"])),
        "TitledView" => {
            banner(input["title"].as_str().unwrap(), &mut out);
            out.push_str(input["body"].as_str().unwrap());
        }
        "TableView" => match input["column_names"].as_array().unwrap().len() {
            2 => print_table::<2>(input, &mut out),
            3 => print_table::<3>(input, &mut out),
            5 => print_table::<5>(input, &mut out),
            other => panic!("{other} columns"),
        },
        other => panic!("unknown view {other}"),
    }
    out
}

fn print_table<const N: usize>(input: &Json, out: &mut String) {
    let name = |column: usize| input["column_names"][column].as_str().unwrap();
    let key = |column: usize| input["column_values"][column].as_str().unwrap();
    let rows = &input["model"][input["table_prop_name"].as_str().unwrap()];
    let cell = |cell: &Json| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
    let rows: Vec<[String; N]> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| std::array::from_fn(|column| cell(&row[key(column)])))
        .collect();
    table::<N>(std::array::from_fn(name), &rows, out);
}

fn value(json: &Json) -> Value {
    match json {
        Json::Number(number) => Value::Int(number.as_i64().unwrap().into()),
        Json::String(text) => Value::Str(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(entries) => {
            Value::Map(entries.iter().map(|(k, v)| Entry::new(k.clone(), value(v))).collect())
        }
        other => panic!("no case has {other}"),
    }
}
