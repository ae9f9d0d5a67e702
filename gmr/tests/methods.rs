//! `#[gmr::sections]`: functions of an `impl` block as sections.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]
#![allow(clippy::needless_arbitrary_self_type, clippy::needless_lifetimes)] // What users write.

mod forms;

use forms::{text, value};
use gmr::model::{Origin, Value};
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, RwLock};

struct Scheduler {
    waiting: Vec<&'static str>,
}

static SCHEDULER: OnceLock<Arc<RwLock<Scheduler>>> = OnceLock::new();
static SPARE: Scheduler = Scheduler { waiting: Vec::new() };

fn never() -> bool {
    false
}

#[gmr::sections(static = SCHEDULER)]
impl Scheduler {
    #![allow(clippy::unused_self)]

    const LIMIT: Limit = Limit { most: 3 };

    /// Documented.
    #[section("Jobs", order = 5)]
    fn jobs(&self) -> &[&'static str] {
        &self.waiting
    }

    #[inline]
    #[gmr::section]
    #[must_use]
    fn quotas() -> u8 {
        Self::LIMIT.most
    }

    #[section("Written by a method")]
    fn written(&self, out: gmr::Out<'_>) {
        out.map().entry("waiting").value(&self.waiting.len());
    }

    #[section("Later of a method")]
    async fn later(self: &Self) -> usize {
        self.waiting.len()
    }

    #[section("Spare", static = SPARE)]
    fn spare(&self) -> bool {
        self.waiting.is_empty()
    }

    #[section(debug, title = "By debug")]
    pub(crate) const fn debugged<'a>(&'a self) -> Option<&'a Foreign> {
        None
    }

    #[section("Never", enabled = never)]
    fn never(&self) -> u8 {
        0
    }

    #[cfg_attr(unix, section("On Unix", order = 9), inline)]
    fn on_unix(&self) -> u8 {
        6
    }

    #[cfg_attr(not(unix), section)]
    fn not_on_unix(&self) -> Foreign {
        Foreign
    }

    #[cfg(not(unix))]
    #[section]
    fn gated_above(&self) -> Missing {
        Missing
    }

    #[section]
    #[cfg(not(unix))]
    fn gated_below(&self) -> Missing {
        Missing
    }

    fn push(&mut self, job: &'static str) {
        self.waiting.push(job);
    }
}

#[derive(Clone, Copy)]
struct Limit {
    most: u8,
}

#[derive(Debug)]
struct Foreign;

#[test]
fn methods_run_on_the_instance_in_the_static() {
    let titles = ["Jobs", "Written by a method", "Later of a method", "By debug"];
    let report = gmr::collect();
    for title in titles {
        assert_eq!(value(&report, title), Value::Note("not initialised".into()), "{title}");
    }
    let scheduler = SCHEDULER.get_or_init(|| Arc::new(RwLock::new(Scheduler { waiting: vec![] })));
    scheduler.write().unwrap().push("backup");
    let report = gmr::collect();
    assert_eq!(value(&report, "Jobs"), Value::List(vec![text("backup")]));
    assert_eq!(value(&report, "Written by a method").entry("waiting"), Some(&Value::Int(1)));
    assert_eq!(value(&report, "Later of a method"), Value::Int(1));
    assert_eq!(value(&report, "By debug"), text("None"));
    assert_eq!(value(&report, "Spare"), Value::Bool(true));
    assert_eq!(value(&report, "On Unix"), Value::Int(6));
    let held = scheduler.write().unwrap();
    let report = gmr::collect();
    assert_eq!(value(&report, "Jobs"), Value::Note("locked for writing".into()));
    drop(held);
}

#[test]
fn a_function_without_self_needs_no_instance() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Quotas"), Value::Int(3));
    for absent in ["Never", "Not On Unix", "Gated Above", "Gated Below"] {
        assert!(report.section(absent).is_none(), "{absent}");
    }
    let is_here = |o: &Origin| o.module == module_path!() && o.file.ends_with("methods.rs");
    assert!(report.section("Quotas").unwrap().origin.as_ref().is_some_and(is_here));
}

trait Named {
    fn name(&self) -> String;
    fn kind() -> &'static str;
}

struct Worker<'a, T, const N: usize> {
    name: &'a str,
    mark: PhantomData<T>,
}

static WORKER: LazyLock<Mutex<Option<Worker<'static, u8, 3>>>> =
    LazyLock::new(|| Mutex::new(Some(Worker { name: "first", mark: PhantomData })));

#[gmr::sections(static = WORKER)]
impl<'a, T: Send, const N: usize> Worker<'a, T, N>
where
    T: 'static,
{
    #[section("Name of a generic type")]
    fn own_name(&self) -> &'a str {
        self.name
    }
}

#[gmr::sections(static = WORKER)]
impl Named for Worker<'_, u8, 3> {
    #[section("Name by a trait")]
    fn name(&self) -> String {
        format!("{} of {}", self.name, Self::kind())
    }

    #[section("Kind by a trait")]
    fn kind() -> &'static str {
        "workers"
    }
}

trait Backend {
    fn kind(&self) -> &str;
}

struct Memory;

impl Backend for Memory {
    fn kind(&self) -> &str {
        "memory"
    }
}

static BACKEND: Mutex<Option<Box<dyn Backend + Send>>> = Mutex::new(None);

#[gmr::sections(static = BACKEND)]
impl dyn Backend + Send {
    #[section("Kind of backend")]
    fn shown(&self) -> String {
        format!("in {}", self.kind())
    }
}

#[test]
fn a_block_of_a_trait_object_has_sections() {
    assert_eq!(value(&gmr::collect(), "Kind of backend"), Value::Note("none".into()));
    *BACKEND.lock().unwrap() = Some(Box::new(Memory));
    assert_eq!(value(&gmr::collect(), "Kind of backend"), text("in memory"));
}

#[test]
fn blocks_of_traits_and_of_generic_types_have_sections() {
    assert_eq!(value(&gmr::collect(), "Kind by a trait"), text("workers"));
    LazyLock::force(&WORKER);
    let report = gmr::collect();
    assert_eq!(value(&report, "Name of a generic type"), text("first"));
    assert_eq!(value(&report, "Name by a trait"), text("first of workers"));
    *WORKER.lock().unwrap() = None;
    assert_eq!(value(&gmr::collect(), "Name by a trait"), Value::Note("none".into()));
}

macro_rules! made {
    ($type:ty, $title:literal, $static:path, $method:item, $returned:ty) => {
        #[gmr::sections(static = $static)]
        impl $type {
            $method

            #[section($title)]
            fn titled(&self) -> $returned {
                self.0
            }
        }
    };
}

struct Made(u8);

static MADE: Made = Made(4);

made!(
    Made,
    "Made by a macro",
    MADE,
    #[section("Passed to a macro")]
    fn passed(&self) -> u8 {
        self.0 + 1
    },
    u8
);

#[test]
fn a_block_that_a_macro_makes_has_sections() {
    let report = gmr::collect();
    assert_eq!(value(&report, "Made by a macro"), Value::Int(4));
    assert_eq!(value(&report, "Passed to a macro"), Value::Int(5));
}

#[test]
fn a_block_in_a_function_has_sections() {
    struct Local(u8);
    static LOCAL: Local = Local(9);

    #[gmr::sections]
    impl Local {
        #[section("Local method", static = LOCAL)]
        fn shown(&self) -> u8 {
            self.0
        }
    }
    assert_eq!(value(&gmr::collect(), "Local method"), Value::Int(9));
}
