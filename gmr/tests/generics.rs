//! Parameters, and types that are hard to write an implementation for.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{keys, text};
use gmr::model::{Content, Value};
use gmr::{ConfigReport, ReportSection, to_value};
use std::fmt::{self, Debug, Display};

/// Has no report form.
#[derive(Debug, Clone, Copy, Default)]
struct Plain;

/// Has `Display` only.
struct Words(&'static str);

impl Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[test]
fn given_bounds_choose_the_form() {
    #[derive(ReportSection)]
    #[gmr(bound = "T: Display")]
    struct Shown<T> {
        value: T,
        more: Vec<T>,
    }
    let form = to_value(&Shown { value: Words("x"), more: vec![Words("y")] });
    assert_eq!(form.entry("value"), Some(&text("x")));
    assert_eq!(form.entry("more"), Some(&Value::List(vec![text("y")])));
    // A number has a form of its own, which a bound of `Display` does not know.
    let form = to_value(&Shown { value: 1, more: vec![] });
    assert_eq!(form.entry("value"), Some(&text("1")));
}

#[test]
fn given_bounds_replace_those_of_the_fields() {
    #[derive(ReportSection)]
    #[gmr(bound = "")]
    struct Counted<T> {
        #[gmr(with = |all| all.len())]
        all: Vec<T>,
        #[gmr(with = Wrapper::len)]
        wrapped: Wrapper<T>,
    }
    struct Wrapper<T>(Vec<T>);
    impl<T> Wrapper<T> {
        fn len(&self) -> usize {
            self.0.len()
        }
    }
    #[derive(ReportSection)]
    #[gmr(bound = "T: Debug, U: Into<u32> + Copy,")]
    struct Two<T, U>
    where
        T: Clone,
    {
        #[gmr(format = "{:?}")]
        debug: T,
        #[gmr(with = |u| Into::<u32>::into(*u))]
        into: U,
    }
    let form = to_value(&Counted { all: vec![Plain], wrapped: Wrapper(vec![Plain, Plain]) });
    assert_eq!(form.entry("all"), Some(&Value::Int(1)));
    assert_eq!(form.entry("wrapped"), Some(&Value::Int(2)));
    let form = to_value(&Two { debug: Plain, into: 7_u8 });
    assert_eq!(form.entry("debug"), Some(&text("Plain")));
    assert_eq!(form.entry("into"), Some(&Value::Int(7)));
}

#[test]
fn a_type_may_hold_its_own_kind() {
    #[derive(ReportSection)]
    struct Node {
        name: &'static str,
        children: Vec<Node>,
        next: Option<Box<Node>>,
    }
    #[derive(ReportSection)]
    enum Tree<T> {
        Leaf(T),
        Branch(Vec<Tree<T>>),
    }
    #[derive(ReportSection)]
    struct List<T> {
        value: T,
        next: Option<Box<List<T>>>,
    }
    let leaf = |name| Node { name, children: vec![], next: None };
    let form =
        to_value(&Node { children: vec![leaf("b")], next: Some(Box::new(leaf("c"))), ..leaf("a") });
    assert_eq!(form.entry("next").unwrap().entry("name"), Some(&text("c")));
    let tree = Tree::Branch(vec![Tree::Leaf(1), Tree::Branch(vec![])]);
    let Some(Value::List(branches)) = to_value(&tree).entry("Branch").cloned() else {
        panic!("no list")
    };
    assert_eq!(branches[0].entry("Leaf"), Some(&Value::Int(1)));
    let list = List { value: 1, next: Some(Box::new(List { value: 2, next: None })) };
    assert_eq!(to_value(&list).entry("next").unwrap().entry("value"), Some(&Value::Int(2)));
}

trait Backend {
    type Handle;
    type Error: Display;
}

struct Disk;

impl Backend for Disk {
    type Handle = u8;
    type Error = &'static str;
}

#[test]
fn an_associated_type_is_asked_for_its_form_and_its_owner_is_not() {
    #[derive(ReportSection)]
    struct Pool<'a, B: Backend, const N: usize, const DEEP: bool>
    where
        B::Handle: Copy,
    {
        handles: [B::Handle; N],
        first: Option<&'a B::Handle>,
        #[gmr(display)]
        error: B::Error,
        mark: std::marker::PhantomData<B>,
    }
    let handle = 1;
    let pool = Pool::<Disk, 2, true> {
        handles: [1, 2],
        first: Some(&handle),
        error: "none",
        mark: std::marker::PhantomData,
    };
    let form = to_value(&pool);
    assert_eq!(form.entry("handles"), Some(&Value::List(vec![Value::Int(1), Value::Int(2)])));
    assert_eq!(form.entry("first"), Some(&Value::Int(1)));
    assert_eq!(form.entry("error"), Some(&text("none")));
}

#[test]
fn an_associated_type_may_be_named_with_its_trait() {
    trait Keyed<K> {
        type Entry;
    }
    impl Keyed<Disk> for Disk {
        type Entry = u8;
    }
    #[derive(ReportSection)]
    struct Table<B: Backend + Keyed<K>, K> {
        first: Option<<B as Keyed<K>>::Entry>,
        handle: <B as Backend>::Handle,
        #[gmr(debug)]
        error: <B as Backend>::Error,
    }
    let form = to_value(&Table::<Disk, Disk> { first: Some(3), handle: 4, error: "none" });
    assert_eq!(form.to_string(), "first = 3\nhandle = 4\nerror = \"none\"");
}

#[test]
fn a_default_parameter_and_an_unsized_last_field_are_fine() {
    #[derive(ReportSection)]
    struct Tail<A = u8, T: ?Sized = [u8]> {
        head: A,
        tail: T,
    }
    let tail: &Tail<u8, [u8]> = &Tail { head: 1, tail: [2, 3] };
    assert_eq!(keys(&to_value(tail)), ["head", "tail"]);
}

#[test]
fn a_generic_configuration_has_the_defaults_of_its_parameter() {
    #[derive(ConfigReport)]
    #[gmr(default)]
    struct Sized<T> {
        size: T,
    }
    #[derive(ConfigReport)]
    struct Each<T> {
        #[gmr(default)]
        size: Option<T>,
        #[gmr(default = 3)]
        count: T,
    }
    impl<T: Default> Default for Sized<T> {
        fn default() -> Self {
            Sized { size: T::default() }
        }
    }
    let form = to_value(&Sized { size: 1 });
    assert_eq!(forms::entry(&form, "size").default, Some(Value::Int(0)));
    let form = to_value(&Each { size: Some(1), count: 4 });
    assert_eq!(forms::entry(&form, "size").default, Some(Value::None));
    assert_eq!(forms::entry(&form, "count").default, Some(Value::Int(3)));
}

#[test]
fn a_generic_group_is_flattened_whatever_is_in_it() {
    #[derive(ConfigReport)]
    struct Limits<T> {
        limit: T,
    }
    #[derive(ConfigReport)]
    struct Server<T, G> {
        #[gmr(flatten)]
        limits: Limits<T>,
        #[gmr(flatten)]
        more: Option<Box<G>>,
    }
    let server = Server { limits: Limits { limit: 3 }, more: Some(Box::new(Limits { limit: 4 })) };
    assert_eq!(to_value(&server).to_string(), "limit = 3\nlimit = 4");
}

#[test]
fn a_packed_type_is_copied_whatever_its_fields_say() {
    #[derive(ReportSection)]
    #[repr(Rust, packed)]
    struct Packed {
        small: u8,
        #[gmr(debug)]
        debug: u64,
        #[gmr(with = |n| *n + 1, skip_if = |n| *n == 0)]
        with: u32,
        #[gmr(secret)]
        secret: u16,
        #[gmr(format = "{:04x}")]
        format: u16,
    }
    #[derive(ReportSection)]
    #[repr(C, packed(2))]
    struct Pair(u8, u64);
    let packed = Packed { small: 1, debug: 2, with: 3, secret: 4, format: 5 };
    let form = to_value(&packed);
    assert_eq!(form.entry("debug"), Some(&text("2")));
    assert_eq!(form.entry("with"), Some(&Value::Int(4)));
    assert_eq!(form.entry("secret"), Some(&Value::Secret));
    assert_eq!(form.entry("format"), Some(&text("0005")));
    assert_eq!(to_value(&Pair(1, 2)), Value::List(vec![Value::Int(1), Value::Int(2)]));
}

#[test]
fn a_raw_name_is_shown_as_it_is_meant() {
    #[derive(ReportSection)]
    struct r#Match {
        r#type: u8,
        #[gmr(skip_if = |n| *n == 0)]
        r#fn: u8,
    }
    #[derive(ReportSection)]
    #[gmr(rename_all = "kebab-case")]
    enum Word {
        r#Loop,
        r#Async { r#in: u8 },
    }
    #[derive(ConfigReport)]
    struct RawConfig {
        #[gmr(default = 1)]
        r#match: u8,
    }
    assert_eq!(keys(&to_value(&r#Match { r#type: 1, r#fn: 2 })), ["type", "fn"]);
    assert_eq!(to_value(&Word::r#Loop), Value::Symbol("loop".into()));
    assert_eq!(keys(to_value(&Word::r#Async { r#in: 1 }).entry("async").unwrap()), ["in"]);
    assert_eq!(RawConfig::FIELDS[0].name, "match");
    assert_eq!(keys(&to_value(&RawConfig { r#match: 2 })), ["match"]);
}

#[test]
fn an_attribute_may_depend_on_the_target() {
    #[derive(ReportSection)]
    #[cfg_attr(all(), gmr(title = "By attribute"))]
    struct Conditional {
        #[cfg(any())]
        gone: Missing,
        #[cfg_attr(all(), gmr(rename = "here"))]
        #[cfg_attr(any(), gmr(frobnicate))]
        field: u8,
    }
    #[derive(ConfigReport)]
    struct ConditionalConfig {
        #[cfg(any())]
        gone: Missing,
        /// Help.
        #[cfg_attr(all(), gmr(default = 2))]
        last: u8,
    }
    assert_eq!(Conditional::META.title, "By attribute");
    assert_eq!(keys(&to_value(&Conditional { field: 1 })), ["here"]);
    assert_eq!(ConditionalConfig::FIELDS.len(), 1);
    let form = to_value(&ConditionalConfig { last: 1 });
    assert_eq!(forms::entry(&form, "last").default, Some(Value::Int(2)));
    assert_eq!(forms::entry(&form, "last").help, "Help.");
}

#[derive(ReportSection)]
#[gmr(static = HELD, title = "Held")]
struct Held<'a, T, const N: usize> {
    all: [&'a T; N],
}

static HELD: std::sync::Mutex<Held<'static, u8, 2>> = std::sync::Mutex::new(Held { all: [&1, &2] });

#[derive(ReportSection)]
#[gmr(collect = made, title = "Made")]
struct Made<T> {
    value: T,
}

fn made() -> Result<Made<u8>, fmt::Error> {
    Ok(Made { value: 3 })
}

#[derive(ReportSection, Default)]
#[gmr(default, title = "Lent")]
struct Lent<'a> {
    name: &'a str,
}

#[derive(ConfigReport)]
#[gmr(static = GENERIC, group = "held by another")]
struct GenericConfig<'a, T> {
    value: &'a T,
}

static GENERIC: GenericConfig<'static, u8> = GenericConfig { value: &7 };

#[test]
fn whoever_has_an_instance_says_which_type_of_a_kind_it_is() {
    let report = gmr::collect();
    let value = |title: &str| match &report.section(title).unwrap().content {
        Content::Value(value) | Content::Configuration(value) => value,
        other => panic!("not a value: {other:?}"),
    };
    let both = Value::List(vec![Value::Int(1), Value::Int(2)]);
    assert_eq!(value("Held").entry("all"), Some(&both));
    assert_eq!(value("Made").entry("value"), Some(&Value::Int(3)));
    assert_eq!(value("Lent").entry("name"), Some(&text("")));
    let group = value("Configuration").entry("held by another").unwrap();
    assert_eq!(group.entry("value"), Some(&Value::Int(7)));
}
