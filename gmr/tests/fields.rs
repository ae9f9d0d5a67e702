//! What a field of `derive(ReportSection)` may say of itself.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{entry, keys, text};
use gmr::model::Value;
use gmr::{ReportSection, to_value};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

fn is_zero(n: &u8) -> bool {
    *n == 0
}

#[test]
fn a_field_is_left_out_when_its_test_says_so() {
    #[derive(ReportSection)]
    struct Sparse {
        #[gmr(skip_if = Option::is_none)]
        by_path: Option<u8>,
        #[gmr(skip_if = "is_zero")]
        by_path_in_a_string: u8,
        #[gmr(skip_if = |list| list.len() > 3)]
        by_closure: Vec<u8>,
        #[gmr(skip_if = str::is_empty, unit = "ms")]
        by_path_to_what_it_derefs_to: String,
        #[gmr(skip_if = move |n| { let (a, b) = (*n, 1); a < b }, debug)]
        by_block: u8,
    }
    let full = Sparse {
        by_path: Some(1),
        by_path_in_a_string: 1,
        by_closure: vec![1],
        by_path_to_what_it_derefs_to: "x".into(),
        by_block: 1,
    };
    assert_eq!(
        keys(&to_value(&full)),
        [
            "by_path",
            "by_path_in_a_string",
            "by_closure",
            "by_path_to_what_it_derefs_to",
            "by_block"
        ]
    );
    let empty = Sparse {
        by_path: None,
        by_path_in_a_string: 0,
        by_closure: vec![1; 4],
        by_path_to_what_it_derefs_to: String::new(),
        by_block: 0,
    };
    assert_eq!(to_value(&empty), Value::Map(Vec::new()));
}

#[test]
fn what_is_left_out_leaves_a_tuple_a_variant_or_nothing() {
    #[derive(ReportSection)]
    struct Pair(#[gmr(skip_if = is_zero)] u8, u8);
    #[derive(ReportSection)]
    struct Newtype(#[gmr(skip_if = is_zero)] u8);
    #[derive(ReportSection)]
    enum Variants {
        Named {
            #[gmr(skip_if = |n| *n == 0)]
            a: u8,
            b: u8,
        },
        One(#[gmr(skip_if = is_zero)] u8),
    }
    assert_eq!(to_value(&Pair(0, 1)), Value::List(vec![Value::Int(1)]));
    assert_eq!(to_value(&Newtype(0)), Value::None);
    assert_eq!(to_value(&Newtype(1)), Value::Int(1));
    assert_eq!(keys(to_value(&Variants::Named { a: 0, b: 1 }).entry("Named").unwrap()), ["b"]);
    assert_eq!(to_value(&Variants::One(0)).entry("One"), Some(&Value::None));
}

#[test]
fn a_flattened_field_may_be_left_out() {
    #[derive(ReportSection)]
    struct Inner {
        depth: u8,
    }
    #[derive(ReportSection)]
    struct Outer {
        width: u8,
        #[gmr(flatten, skip_if = |inner| inner.depth == 0)]
        inner: Inner,
    }
    assert_eq!(keys(&to_value(&Outer { width: 1, inner: Inner { depth: 0 } })), ["width"]);
    assert_eq!(keys(&to_value(&Outer { width: 1, inner: Inner { depth: 1 } })), ["width", "depth"]);
}

#[test]
fn what_is_flattened_keeps_what_its_fields_say() {
    #[derive(ReportSection)]
    struct Vault {
        #[gmr(show)]
        secret_class: &'static str,
        secret_engine: &'static str,
    }
    #[derive(ReportSection)]
    struct Outer {
        width: u8,
        #[gmr(flatten)]
        vault: Vault,
        #[gmr(flatten)]
        nothing: Option<Vault>,
        #[gmr(flatten)]
        unset: OnceLock<Vault>,
    }
    let vault = Vault { secret_class: "public", secret_engine: "kv" };
    let outer = Outer { width: 1, vault, nothing: None, unset: OnceLock::new() };
    let lines = "width = 1\nsecret_class = public\nsecret_engine = ***\n = <not initialised>";
    assert_eq!(to_value(&outer).to_string(), lines);
}

#[test]
fn what_is_flattened_is_masked_by_the_name_of_its_field() {
    #[derive(ReportSection)]
    struct Outer {
        #[gmr(flatten)]
        secrets: HashMap<&'static str, &'static str>,
        #[gmr(flatten, show)]
        open_secrets: HashMap<&'static str, &'static str>,
    }
    #[derive(gmr::ConfigReport)]
    struct Config {
        #[gmr(flatten)]
        secrets: HashMap<&'static str, &'static str>,
        #[gmr(flatten, show)]
        open_secrets: HashMap<&'static str, &'static str>,
    }
    let (secrets, open_secrets) = (HashMap::from([("a", "x")]), HashMap::from([("b", "y")]));
    let config = Config { secrets: secrets.clone(), open_secrets: open_secrets.clone() };
    assert_eq!(to_value(&Outer { secrets, open_secrets }).to_string(), "a = ***\nb = y");
    assert_eq!(to_value(&config).to_string(), "a = ***\nb = y");
}

#[test]
fn a_cycle_through_flattened_fields_ends() {
    #[derive(ReportSection)]
    struct Link {
        #[gmr(flatten)]
        next: OnceLock<Arc<Link>>,
    }
    let link = Arc::new(Link { next: OnceLock::new() });
    let _ = link.next.set(Arc::clone(&link));
    assert!(to_value(&*link).to_string().contains("nested too deeply"));
}

#[test]
fn a_cycle_through_flattened_options_ends() {
    #[derive(gmr::ConfigReport)]
    struct Link {
        size: u8,
        #[gmr(flatten)]
        next: OnceLock<Arc<Link>>,
        #[gmr(flatten)]
        other: OnceLock<Arc<Link>>,
    }
    let link = Arc::new(Link { size: 1, next: OnceLock::new(), other: OnceLock::new() });
    let _ = link.next.set(Arc::clone(&link));
    assert!(to_value(&*link).to_string().contains("nested too deeply"));
    // More ways than anybody could walk.
    let _ = link.other.set(Arc::clone(&link));
    assert!(to_value(&*link).to_string().contains("the rest is left out"));
}

#[test]
fn a_closure_is_told_what_it_takes() {
    #[derive(ReportSection)]
    struct Closures {
        #[gmr(with = |name| name.to_uppercase())]
        owned: String,
        #[gmr(with = |name| name.trim(), rename = "trimmed")]
        borrowed: String,
        #[gmr(with = |pairs: &HashMap<u8, (u8, u8)>| pairs.values().map(|(a, b)| a + b).sum::<u8>())]
        commas: HashMap<u8, (u8, u8)>,
        #[gmr(with = |limits| -> Result<u64, std::fmt::Error> { Ok(limits.0.as_secs()) }, unit = "s")]
        output: (Duration, u8),
    }
    let form = to_value(&Closures {
        owned: "ann".into(),
        borrowed: " bob ".into(),
        commas: HashMap::from([(1, (2, 3)), (2, (4, 5))]),
        output: (Duration::from_secs(7), 0),
    });
    assert_eq!(form.entry("owned"), Some(&text("ANN")));
    assert_eq!(form.entry("trimmed"), Some(&text("bob")));
    assert_eq!(form.entry("commas"), Some(&Value::Int(14)));
    assert_eq!(form.entry("output"), Some(&Value::Int(7)));
    assert_eq!(entry(&form, "output").unit, "s");
}

#[test]
fn a_format_is_that_of_the_standard_library() {
    #[derive(ReportSection)]
    struct Formats {
        #[gmr(format = "{:.1}", unit = "%")]
        load: f64,
        #[gmr(format = "{0:?} = {0:#x}")]
        twice: u8,
        #[gmr(format = "-{}-")]
        token: &'static str,
        #[gmr(format = "{:?}")]
        foreign: Vec<std::thread::ThreadId>,
    }
    let form = to_value(&Formats { load: 12.34, twice: 255, token: "hunter2", foreign: vec![] });
    assert_eq!(form.entry("load"), Some(&text("12.3")));
    assert_eq!(entry(&form, "load").unit, "%");
    assert_eq!(form.entry("twice"), Some(&text("255 = 0xff")));
    assert_eq!(form.entry("token"), Some(&Value::Secret));
    assert_eq!(form.entry("foreign"), Some(&text("[]")));
}

#[test]
fn help_is_said_and_documentation_is_not() {
    #[derive(ReportSection)]
    struct Helped {
        /// For who reads the source.
        idle: u8,
        #[gmr(help = "How many work.")]
        busy: u8,
    }
    let form = to_value(&Helped { idle: 1, busy: 2 });
    assert_eq!(entry(&form, "idle").help, "");
    assert_eq!(entry(&form, "busy").help, "How many work.");
}

#[test]
fn a_flag_that_is_off_is_as_if_it_were_not_there() {
    #[derive(ReportSection)]
    #[gmr(transparent = false, instances = false, default = false)]
    struct Off {
        #[gmr(secret = false, show, debug = false, display)]
        password: u8,
        #[gmr(skip = false, rename = "here", flatten = false)]
        skipped: u8,
    }
    let form = to_value(&Off { password: 7, skipped: 1 });
    assert_eq!(form.entry("password"), Some(&text("7")));
    assert_eq!(form.entry("here"), Some(&Value::Int(1)));
}

#[test]
fn a_transparent_type_is_its_content() {
    #[derive(ReportSection)]
    #[gmr(transparent)]
    struct Named {
        value: Vec<u8>,
        #[gmr(skip)]
        spare: *const u8,
    }
    #[derive(ReportSection)]
    #[gmr(transparent)]
    struct Second(#[gmr(skip)] u8, #[gmr(with = |n| n + 1)] u8);
    #[derive(ReportSection)]
    #[gmr(transparent)]
    struct Login {
        password: &'static str,
    }
    #[derive(ReportSection)]
    #[gmr(transparent)]
    struct Shown {
        #[gmr(show)]
        password: &'static str,
    }
    #[derive(ReportSection)]
    #[gmr(transparent)]
    struct Empty {
        #[gmr(skip_if = |text| text.is_empty())]
        text: &'static str,
    }
    let named = Named { value: vec![1], spare: std::ptr::null() };
    assert_eq!(to_value(&named), Value::List(vec![Value::Int(1)]));
    assert_eq!(to_value(&Second(1, 2)), Value::Int(3));
    // The name is not shown, and still says what it says.
    assert_eq!(to_value(&Login { password: "hunter2" }), Value::Secret);
    assert_eq!(to_value(&Shown { password: "visible" }), text("visible"));
    assert_eq!(to_value(&Empty { text: "" }), Value::None);
}

#[test]
fn a_secret_stays_one_under_another_name() {
    #[derive(ReportSection)]
    enum Login {
        #[gmr(rename = "basic")]
        Password(&'static str),
    }
    #[derive(ReportSection)]
    struct Session {
        #[gmr(rename = "id")]
        token: &'static str,
        #[gmr(rename = "kind", show)]
        secret_kind: &'static str,
        login: Login,
    }
    #[derive(gmr::ConfigReport, serde::Deserialize)]
    struct Server {
        #[serde(rename = "auth")]
        #[gmr(default = "hunter1")]
        password: &'static str,
    }
    let login = Login::Password("hunter2");
    let session = Session { token: "hunter2", secret_kind: "kv", login };
    let shown = to_value(&session).to_string();
    assert_eq!(shown, "id = ***\nkind = kv\nlogin = \n  basic = ***");
    assert_eq!(to_value(&Server { password: "hunter2" }).to_string(), "auth = ***");
    let schema = gmr::schema::<Server>().to_string();
    assert!(schema.contains("masked in reports") && !schema.contains("hunter"), "{schema}");
}
