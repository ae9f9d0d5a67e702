//! The forms of newtypes, tuples and enums.

#![allow(clippy::panic, dead_code)]

use gmr::model::{Entry, Value};
use gmr::{ReportSection, to_value};
use std::fmt;

struct Url(&'static str);

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

fn text(text: &str) -> Value {
    Value::Str(text.into())
}

fn symbol(word: &'static str) -> Value {
    Value::Symbol(word.into())
}

fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| Entry::new(key, value)).collect())
}

#[test]
fn a_newtype_is_its_content() {
    #[derive(ReportSection)]
    struct Meters(f64);
    #[derive(ReportSection)]
    struct Shown(Url);
    #[derive(ReportSection)]
    struct Token(#[gmr(secret)] String);
    #[derive(ReportSection)]
    struct Hidden(#[gmr(skip)] u8);
    #[derive(ReportSection)]
    struct Generic<T>(Option<T>);
    assert_eq!(to_value(&Meters(1.5)), Value::Float(1.5));
    assert_eq!(to_value(&Shown(Url("x"))), text("x"));
    assert_eq!(to_value(&Token("hunter2".into())), Value::Secret);
    assert_eq!(to_value(&Hidden(1)), Value::None);
    assert_eq!(to_value(&Generic(Some(3_u8))), Value::Int(3));
}

#[test]
fn a_tuple_is_a_list() {
    #[derive(ReportSection)]
    struct Pair(u8, #[gmr(skip)] u8, #[gmr(with = |n: &u8| n + 1)] u8, Url);
    #[derive(ReportSection)]
    #[repr(C, packed)]
    struct Packed(u8, u64);
    #[derive(ReportSection)]
    struct Hidden(#[gmr(skip)] u8, #[gmr(skip)] u8);
    let expected = vec![Value::Int(1), Value::Int(4), text("x")];
    assert_eq!(to_value(&Pair(1, 2, 3, Url("x"))), Value::List(expected));
    assert_eq!(to_value(&Packed(1, 2)), Value::List(vec![Value::Int(1), Value::Int(2)]));
    assert_eq!(to_value(&Hidden(1, 2)), Value::List(Vec::new()));
}

#[test]
fn nothing_is_none() {
    #[derive(ReportSection)]
    struct Unit;
    #[derive(ReportSection)]
    struct Empty {}
    #[derive(ReportSection)]
    struct EmptyTuple();
    assert_eq!(to_value(&Unit), Value::None);
    assert_eq!(to_value(&Empty {}), Value::Map(Vec::new()));
    assert_eq!(to_value(&EmptyTuple()), Value::None);
}

#[derive(ReportSection)]
#[gmr(rename_all = "kebab-case")]
enum State<T> {
    LoggedIn,
    #[gmr(rename = "Waiting for you")]
    Waiting,
    r#Loop,
    Failed(Result<u8, std::num::ParseIntError>),
    Two(T, #[gmr(debug)] &'static str, #[gmr(skip)] Url),
    #[gmr(rename_all = "camelCase")]
    Busy {
        on_query: Url,
        password: &'static str,
        #[gmr(skip)]
        hidden: u8,
        #[gmr(unit = "ms")]
        r#for: u64,
    },
    Skipped {
        #[gmr(skip)]
        hidden: u8,
    },
}

#[test]
fn a_variant_is_a_word_or_a_map_from_it() {
    let one = |value| map([value]);
    assert_eq!(to_value(&State::<u8>::LoggedIn), symbol("logged-in"));
    assert_eq!(to_value(&State::<u8>::Waiting), symbol("Waiting for you"));
    assert_eq!(to_value(&State::<u8>::r#Loop), symbol("loop"));
    assert_eq!(to_value(&State::<u8>::Failed(Ok(3))), one(("failed", Value::Int(3))));
    let two = Value::List(vec![Value::Int(1), text("\"x\"")]);
    assert_eq!(to_value(&State::Two(1_u8, "x", Url("y"))), one(("two", two)));
    let skipped = to_value(&State::<u8>::Skipped { hidden: 1 });
    assert_eq!(skipped, one(("skipped", Value::Map(Vec::new()))));
}

#[test]
fn a_variant_describes_its_own_fields() {
    let busy = State::<u8>::Busy { on_query: Url("q"), password: "p", hidden: 1, r#for: 12 };
    let Value::Map(variant) = to_value(&busy) else { panic!("not a map") };
    let Value::Map(fields) = &variant[0].value else { panic!("not a map: {variant:?}") };
    let keys: Vec<&str> = fields.iter().map(|field| &*field.key).collect();
    assert_eq!(keys, ["onQuery", "password", "for"]);
    assert_eq!(fields[0].value, text("q"));
    assert_eq!(fields[1].value, Value::Secret);
    assert_eq!((&fields[2].value, fields[2].unit), (&Value::Int(12), "ms"));
}

#[test]
fn a_word_is_never_masked_by_its_place() {
    #[derive(ReportSection)]
    enum Kind {
        Plain,
    }
    #[derive(ReportSection)]
    struct Account {
        password: Kind,
    }
    assert_eq!(to_value(&Account { password: Kind::Plain }), map([("password", symbol("Plain"))]));
}

#[test]
fn fields_of_different_variants_may_share_a_name() {
    #[derive(ReportSection)]
    enum Shape {
        Circle { size: u8 },
        Square { size: u8, turned: bool },
    }
    let square = map([("size", Value::Int(2)), ("turned", Value::Bool(true))]);
    assert_eq!(to_value(&Shape::Square { size: 2, turned: true }), map([("Square", square)]));
    let circle = map([("size", Value::Int(1))]);
    assert_eq!(to_value(&Shape::Circle { size: 1 }), map([("Circle", circle)]));
}

#[test]
fn an_enum_without_variants_has_a_form_that_is_never_asked_for() {
    #[derive(ReportSection)]
    enum Never {}
    assert_eq!(to_value(&None::<Never>), Value::None);
    assert_eq!(Never::META.title, "Never");
}

#[test]
fn a_type_may_hold_its_own_kind() {
    #[derive(ReportSection)]
    struct Tree<T> {
        value: T,
        children: Vec<Tree<T>>,
    }
    let leaf = |value| Tree { value, children: Vec::new() };
    let form = to_value(&Tree { value: 1, children: vec![leaf(2)] });
    let leaf = map([("value", Value::Int(2)), ("children", Value::List(Vec::new()))]);
    assert_eq!(form, map([("value", Value::Int(1)), ("children", Value::List(vec![leaf]))]));
}
