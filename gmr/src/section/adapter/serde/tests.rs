#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::model::{Entry, Value};
use crate::section::to_value;
use serde::ser::{Error as _, SerializeMap as _, SerializeSeq as _, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn form(value: &(impl Serialize + ?Sized)) -> Value {
    to_value(&serde(value))
}

fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::Map(entries.map(|(key, value)| Entry::new(key, value)).to_vec())
}

fn str(text: &str) -> Value {
    Value::Str(text.into())
}

/// A type with every shape that both derives know.
#[derive(serde::Serialize, gmr::ReportSection)]
struct Shapes {
    int: i64,
    large: u128,
    float: f32,
    word: char,
    flag: bool,
    text: &'static str,
    some: Option<u8>,
    none: Option<u8>,
    unit: (),
    tuple: (u8, &'static str),
    list: Vec<Nested>,
    newtype: Newtype,
    variants: [Variant; 4],
    password: &'static str,
    secret_key: [u8; 2],
    retry_token_count: u8,
    url: &'static str,
    labels: BTreeMap<&'static str, u8>,
}

#[derive(serde::Serialize, gmr::ReportSection)]
struct Nested {
    token: &'static str,
}

#[derive(serde::Serialize, gmr::ReportSection)]
struct Newtype(u8);

#[derive(serde::Serialize, gmr::ReportSection)]
enum Variant {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { password: &'static str },
}

fn shapes() -> Shapes {
    let variants = [
        Variant::Unit,
        Variant::Newtype(1),
        Variant::Tuple(1, 2),
        Variant::Struct { password: "hunter2" },
    ];
    Shapes {
        int: -1,
        large: u128::MAX,
        float: 0.1,
        word: 'é',
        flag: true,
        text: "plain",
        some: Some(1),
        none: None,
        unit: (),
        tuple: (1, "two"),
        list: vec![Nested { token: "hunter2" }],
        newtype: Newtype(3),
        variants,
        password: "hunter2",
        secret_key: [222, 173],
        retry_token_count: 3,
        url: "https://u:hunter2@h/",
        labels: BTreeMap::from([("a", 1)]),
    }
}

#[test]
fn the_form_is_that_of_our_own_derive() {
    let form = form(&shapes());
    assert_eq!(form, to_value(&shapes()));
    assert!(!format!("{form:?}").contains("hunter2") && !format!("{form:?}").contains("222"));
}

#[test]
fn what_serde_alone_knows_has_a_form_too() {
    #[derive(serde::Serialize)]
    struct Unit;
    #[derive(serde::Serialize)]
    struct Outer {
        #[serde(rename = "first name")]
        name: &'static str,
        #[serde(skip)]
        _skipped: u8,
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(serde::Serialize)]
    struct Inner {
        port: u16,
        password: &'static str,
    }
    let inner = Inner { port: 80, password: "hunter2" };
    let outer = Outer { name: "a", _skipped: 1, inner };
    let expect = [("first name", str("a")), ("port", Value::Int(80)), ("password", Value::Secret)];
    assert_eq!(form(&outer), map(expect));
    assert_eq!(form(&Unit), Value::None);
    assert_eq!(form("text"), str("text"));
    assert_eq!(form(&i128::MIN), Value::Int(i128::MIN));
    assert_eq!(form(&std::net::Ipv4Addr::LOCALHOST), str("127.0.0.1"));
}

#[test]
fn bytes_are_hexadecimal_and_those_of_a_secret_are_masked() {
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&[0, 255, 16])
        }
    }
    let both = BTreeMap::from([("digest", Bytes), ("secret", Bytes)]);
    assert_eq!(form(&both), map([("digest", str("00ff10")), ("secret", Value::Secret)]));
}

#[test]
fn a_key_may_be_of_any_type() {
    #[derive(serde::Serialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Kind {
        Large,
        Of { size: u8 },
    }
    fn keys<K: Serialize + Ord>(keys: impl IntoIterator<Item = K>) -> Vec<String> {
        let map: BTreeMap<K, u8> = keys.into_iter().map(|key| (key, 0)).collect();
        let Value::Map(entries) = form(&map) else { panic!("not a map") };
        entries.into_iter().map(|entry| entry.key.into_owned()).collect()
    }
    assert_eq!(keys([-1_i128, 7]), ["-1", "7"]);
    assert_eq!(keys([u128::MAX]), ["340282366920938463463374607431768211455"]);
    assert_eq!(keys([false, true]), ["false", "true"]);
    assert_eq!(keys(['x']), ["x"]);
    assert_eq!(keys([Some("a"), None]), ["none", "a"]);
    assert_eq!(keys([Kind::Large, Kind::Of { size: 1 }]), ["Large", "{Of: {size: 1}}"]);
    assert_eq!(keys([(1, "a")]), ["(1, a)"]);
    assert_eq!(keys(["redis://u:hunter2@h/0"]), ["redis://u:***@h/0"]);
}

#[test]
fn a_key_that_names_a_secret_masks_what_is_below_it() {
    let deep = BTreeMap::from([("passwords", vec![BTreeMap::from([(1, "hunter2")])])]);
    assert!(!format!("{:?}", form(&deep)).contains("hunter2"));
}

/// Fails, or panics, after it wrote something.
struct Half(fn() -> Result<u8, String>);

impl Serialize for Half {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("first", &1)?;
        map.serialize_entry("second", &(self.0)().map_err(S::Error::custom)?)?;
        map.end()
    }
}

#[test]
fn an_error_is_a_line_beside_what_was_written() {
    let half = || Half(|| Err("no luck at https://u:hunter2@h".into()));
    let error = || Value::Error(vec!["no luck at https://u:***@h".into()]);
    assert_eq!(form(&half()), map([("first", Value::Int(1)), ("error", error())]));
    let first = map([("first", Value::Int(1))]);
    assert_eq!(form(&vec![half()]), Value::List(vec![first, error()]));
    struct Never;
    impl Serialize for Never {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("never"))
        }
    }
    assert_eq!(form(&Never), Value::Error(vec!["never".into()]));
    let failed = form(&BTreeMap::from([(1, Never)]));
    assert_eq!(failed.entry("error"), Some(&Value::Error(vec!["never".into()])));
}

#[test]
fn an_error_below_a_secret_is_masked() {
    let half = || Half(|| Err("`hunter2` is too short".into()));
    let secret = to_value(&BTreeMap::from([("password", serde(half()))]));
    assert!(!format!("{secret:?}").contains("hunter2"), "{secret:?}");
}

#[test]
fn a_panic_is_the_sections_and_leaves_what_was_written() {
    let half = Half(|| std::panic::resume_unwind(Box::new(())));
    let sheet = crate::section::Sheet::new();
    let out = Out::root(&sheet);
    assert!(catch_unwind(AssertUnwindSafe(|| serde(&half).report(out))).is_err());
    let written = crate::section::value_of(sheet.take());
    assert_eq!(written.entry("first"), Some(&Value::Int(1)));
}

/// Values without end: in depth, in breadth, in wrappers, in text.
enum Endless {
    Deep,
    Broad,
    Wrapped,
    Text,
}

impl Serialize for Endless {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Endless::Deep => {
                let mut list = serializer.serialize_seq(None)?;
                list.serialize_element(self)?;
                list.serialize_element("after it")?;
                list.end()
            }
            Endless::Broad => {
                let mut list = serializer.serialize_seq(None)?;
                loop {
                    list.serialize_element("again")?;
                }
            }
            Endless::Wrapped => serializer.serialize_newtype_struct("Endless", self),
            Endless::Text => serializer.collect_str(&fmt::from_fn(|f| {
                loop {
                    f.write_str("again and ")?;
                }
            })),
        }
    }
}

#[test]
fn a_value_without_end_is_cut_and_says_so() {
    let deep = format!("{:?}", form(&Endless::Deep));
    assert!(deep.contains("nested too deeply"), "{deep}");
    assert_eq!(deep.matches("after it").count(), 64);
    assert!(format!("{:?}", form(&Endless::Broad)).contains("the rest is left out"));
    assert!(format!("{:?}", form(&Endless::Wrapped)).contains("nested too deeply"));
    assert!(format!("{:?}", form(&Endless::Text)).contains("<cut: too long>"));
}

#[test]
fn a_cycle_of_shared_values_ends() {
    use std::cell::RefCell;
    use std::rc::Rc;
    #[derive(serde::Serialize)]
    struct Member {
        known: RefCell<Vec<Rc<Member>>>,
    }
    let one = Rc::new(Member { known: RefCell::default() });
    one.known.borrow_mut().push(Rc::clone(&one));
    assert!(format!("{:?}", form(&one)).contains("nested too deeply"));
    one.known.borrow_mut().clear();
}
