//! The forms that `derive(ReportSection)` gives.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{entry, keys, text};
use gmr::model::Value;
use gmr::{ReportSection, to_value};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, RwLock, Weak};
use std::time::Duration;

/// A type of another crate: it has `Display` and `Debug` and no report form.
#[derive(Debug, Clone)]
struct Url(&'static str);

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[derive(Debug)]
struct Fault(Option<Box<Fault>>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "cannot open" } else { "no such file" })
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.as_deref().map(|fault| fault as _)
    }
}

fn fault<T>() -> Result<T, Fault> {
    Err(Fault(Some(Box::new(Fault(None)))))
}

#[test]
fn fields_keep_their_order_and_their_names() {
    #[derive(ReportSection)]
    struct Pool {
        r#type: &'static str,
        #[gmr(rename = "in use", unit = "connections")]
        busy: usize,
        #[gmr(skip)]
        raw: *const u8,
        idle: u8,
    }
    let pool = Pool { r#type: "pg", busy: 3, raw: std::ptr::null(), idle: 1 };
    let form = to_value(&pool);
    assert_eq!(keys(&form), ["type", "in use", "idle"]);
    assert_eq!(entry(&form, "in use").unit, "connections");
    assert_eq!(entry(&form, "in use").value, Value::Int(3));
}

#[test]
fn the_form_of_a_field_is_found_by_its_type() {
    #[derive(ReportSection)]
    struct Forms {
        own: u8,
        shown: Url,
        maybe: Option<Url>,
        absent: Option<Url>,
        many: Vec<Url>,
        fine: Result<Url, Fault>,
        failed: Result<Url, Fault>,
        failed_with_form: Result<u8, Fault>,
        failed_in_words: Result<Url, &'static str>,
    }
    let form = to_value(&Forms {
        own: 1,
        shown: Url("a"),
        maybe: Some(Url("b")),
        absent: None,
        many: vec![Url("c"), Url("d")],
        fine: Ok(Url("e")),
        failed: fault(),
        failed_with_form: fault(),
        failed_in_words: Err("why"),
    });
    let chain = Value::Error(vec!["cannot open".into(), "no such file".into()]);
    assert_eq!(form.entry("own"), Some(&Value::Int(1)));
    assert_eq!(form.entry("shown"), Some(&text("a")));
    assert_eq!(form.entry("maybe"), Some(&text("b")));
    assert_eq!(form.entry("absent"), Some(&Value::None));
    assert_eq!(form.entry("many"), Some(&Value::List(vec![text("c"), text("d")])));
    assert_eq!(form.entry("fine"), Some(&text("e")));
    assert_eq!(form.entry("failed"), Some(&chain));
    assert_eq!(form.entry("failed_with_form"), Some(&chain));
    assert_eq!(form.entry("failed_in_words"), Some(&Value::Error(vec!["why".into()])));
}

#[test]
fn a_field_is_shown_as_it_says() {
    #[derive(ReportSection)]
    struct Inner {
        depth: u8,
    }
    #[derive(ReportSection)]
    struct Said {
        #[gmr(debug)]
        debug: Url,
        #[gmr(display)]
        display: u8,
        #[gmr(nested)]
        nested: Inner,
        #[gmr(with = Duration::as_secs)]
        path: Duration,
        #[gmr(with = "Duration::as_secs")]
        path_in_a_string: Duration,
        #[gmr(with = |url: &Url| url.0.len())]
        closure: Url,
        #[gmr(flatten)]
        flat: Inner,
    }
    let form = to_value(&Said {
        debug: Url("x"),
        display: 7,
        nested: Inner { depth: 1 },
        path: Duration::from_secs(2),
        path_in_a_string: Duration::from_secs(3),
        closure: Url("four"),
        flat: Inner { depth: 5 },
    });
    assert_eq!(form.entry("debug"), Some(&text("Url(\"x\")")));
    assert_eq!(form.entry("display"), Some(&text("7")));
    assert_eq!(form.entry("nested").unwrap().entry("depth"), Some(&Value::Int(1)));
    assert_eq!(form.entry("path"), Some(&Value::Int(2)));
    assert_eq!(form.entry("path_in_a_string"), Some(&Value::Int(3)));
    assert_eq!(form.entry("closure"), Some(&Value::Int(4)));
    assert_eq!(form.entry("depth"), Some(&Value::Int(5)));
}

#[test]
fn a_secret_tells_only_whether_it_is_set() {
    #[derive(ReportSection)]
    struct Secrets {
        #[gmr(secret)]
        pin: u32,
        #[gmr(secret)]
        set: Option<Url>,
        #[gmr(secret)]
        unset: Option<Url>,
        #[gmr(secret)]
        empty: String,
        #[gmr(secret)]
        full: &'static str,
        #[gmr(secret, rename = "shown as")]
        renamed: Unreadable,
    }
    struct Unreadable;
    let form = to_value(&Secrets {
        pin: 1234,
        set: Some(Url("x")),
        unset: None,
        empty: String::new(),
        full: "hunter2",
        renamed: Unreadable,
    });
    for masked in ["pin", "set", "full", "shown as"] {
        assert_eq!(form.entry(masked), Some(&Value::Secret), "{masked}");
    }
    assert_eq!(form.entry("unset"), Some(&Value::Note("unset".into())));
    assert_eq!(form.entry("empty"), Some(&Value::Note("empty".into())));
}

#[test]
fn a_sensitive_name_masks_text_unless_the_field_is_shown() {
    #[derive(ReportSection)]
    struct Named {
        password: &'static str,
        #[gmr(rename = "password hint")]
        hint: Url,
        #[gmr(show)]
        password_file: &'static str,
        #[gmr(debug)]
        password_debug: Url,
    }
    let form = to_value(&Named {
        password: "hunter2",
        hint: Url("the dog"),
        password_file: "visible",
        password_debug: Url("hunter3"),
    });
    assert_eq!(form.entry("password"), Some(&Value::Secret));
    assert_eq!(form.entry("password hint"), Some(&Value::Secret));
    assert_eq!(form.entry("password_file"), Some(&text("visible")));
    assert_eq!(form.entry("password_debug"), Some(&Value::Secret));
}

#[test]
fn the_title_is_the_name_in_words() {
    #[derive(ReportSection)]
    struct HTTPServerPool {
        idle: u8,
    }
    #[derive(ReportSection)]
    #[gmr(title = "Pool of servers", order = -7, timeout = "1m")]
    struct Named {
        idle: u8,
    }
    assert_eq!(HTTPServerPool::META.title, "HTTP Server Pool");
    assert_eq!(HTTPServerPool::META.order, 0);
    assert_eq!(HTTPServerPool::META.timeout, None);
    assert_eq!(HTTPServerPool::META.origin.module, module_path!());
    assert!(HTTPServerPool::META.origin.file.ends_with("macros.rs"));
    assert_eq!(Named::META.title, "Pool of servers");
    assert_eq!(Named::META.order, -7);
    assert_eq!(Named::META.timeout, Some(Duration::from_secs(60)));
}

#[test]
fn rename_all_gives_way_to_rename() {
    #[derive(ReportSection)]
    #[gmr(rename_all = "kebab-case")]
    struct Cased {
        open_files: u8,
        #[gmr(rename = "as_it_is")]
        other_name: u8,
        r#in: u8,
    }
    let form = to_value(&Cased { open_files: 1, other_name: 2, r#in: 3 });
    assert_eq!(keys(&form), ["open-files", "as_it_is", "in"]);
}

#[test]
fn holders_are_looked_into() {
    #[derive(ReportSection)]
    struct Inner {
        n: u8,
    }
    #[derive(ReportSection)]
    struct Holders {
        lock: Mutex<Inner>,
        cell: OnceLock<RwLock<Vec<Inner>>>,
        shared: Arc<Mutex<Option<Inner>>>,
        gone: Weak<Inner>,
    }
    let holders = Holders {
        lock: Mutex::new(Inner { n: 1 }),
        cell: OnceLock::new(),
        shared: Arc::new(Mutex::new(Some(Inner { n: 2 }))),
        gone: Weak::new(),
    };
    let form = to_value(&holders);
    assert_eq!(form.entry("lock").unwrap().entry("n"), Some(&Value::Int(1)));
    assert_eq!(form.entry("cell"), Some(&Value::Note("not initialised".into())));
    assert_eq!(form.entry("shared").unwrap().entry("n"), Some(&Value::Int(2)));
    assert_eq!(form.entry("gone"), Some(&Value::Note("gone".into())));
    let _held = holders.lock.lock().unwrap();
    assert_eq!(to_value(&holders).entry("lock"), Some(&Value::Note("locked".into())));
}

#[test]
fn a_generic_type_asks_what_its_shown_fields_need() {
    struct Nothing;
    #[derive(ReportSection)]
    struct Generic<'a, T, D, N, I: Iterator, const COUNT: usize>
    where
        D: Clone,
    {
        items: [T; COUNT],
        #[gmr(debug)]
        debug: &'a D,
        #[gmr(skip)]
        skipped: N,
        mark: std::marker::PhantomData<fn(N) -> (N, u8)>,
        #[gmr(with = Option::is_some)]
        next: Option<N>,
        item: Option<I::Item>,
    }
    let form = to_value(&Generic::<_, _, _, std::ops::Range<u8>, 2> {
        items: [1_u8, 2],
        debug: &Url("x"),
        skipped: Nothing,
        mark: std::marker::PhantomData,
        next: Some(Nothing),
        item: Some(3_u8),
    });
    assert_eq!(form.entry("items"), Some(&Value::List(vec![Value::Int(1), Value::Int(2)])));
    assert_eq!(form.entry("debug"), Some(&text("Url(\"x\")")));
    assert_eq!(form.entry("next"), Some(&Value::Bool(true)));
    assert_eq!(form.entry("item"), Some(&Value::Int(3)));
}

#[test]
fn a_packed_type_is_copied() {
    #[derive(ReportSection)]
    #[repr(C, packed)]
    struct Packed {
        small: u8,
        large: u64,
    }
    let form = to_value(&Packed { small: 1, large: 2 });
    assert_eq!(form.entry("large"), Some(&Value::Int(2)));
}

macro_rules! made {
    ($(#[$attribute:meta])* $name:ident, $field:ident: $ty:ty, $shown:literal, $order:expr) => {
        $(#[$attribute])*
        #[derive(ReportSection)]
        #[gmr(title = $shown, order = $order)]
        struct $name {
            $field: $ty,
            #[gmr(rename = $shown)]
            other: $ty,
        }
    };
}

#[test]
fn what_macro_rules_makes_is_read_through_its_invisible_groups() {
    made!(#[derive(Clone)] Made, r#match: Option<&'static str>, "made by a macro", -4);
    let form = to_value(&Made { r#match: None, other: Some("x") });
    assert_eq!(keys(&form), ["match", "made by a macro"]);
    assert_eq!(Made::META.title, "made by a macro");
    assert_eq!(Made::META.order, -4);
}

#[test]
fn a_set_up_that_fails_stops_nothing() {
    assert_eq!(gmr::__private::started(Ok::<_, &str>(1)), Some(1));
    assert_eq!(gmr::__private::started(Err::<u8, _>("a test of the set-up's failure")), None);
}
