#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::model::{Entry, Value};
use crate::section::{Sheet, to_value};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

pub(super) fn note(text: &'static str) -> Value {
    Value::Note(text.into())
}

/// Runs `look` while another thread holds what `hold` returns.
pub(super) fn while_held<G>(hold: impl FnOnce() -> G + Send, look: impl FnOnce()) {
    thread::scope(|scope| {
        let (held, is_held) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        scope.spawn(move || {
            let _guard = hold();
            held.send(()).unwrap();
            // Ends by the sender's drop too, so that a failed assertion does not hang.
            let _ = released.recv();
        });
        is_held.recv().unwrap();
        look();
        drop(release);
    });
}

#[test]
fn a_locked_mutex_says_so_and_a_free_one_shows_its_value() {
    let mutex = Mutex::new(7);
    while_held(|| mutex.lock().unwrap(), || assert_eq!(to_value(&mutex), note("locked")));
    assert_eq!(to_value(&mutex), Value::Int(7));
}

#[test]
fn a_mutex_that_its_own_thread_holds_does_not_hang() {
    let mutex = Mutex::new(7);
    let _guard = mutex.lock().unwrap();
    assert_eq!(to_value(&mutex), note("locked"));
}

#[test]
fn a_poisoned_lock_is_read() {
    let mutex = Mutex::new(7);
    let lock = RwLock::new(8);
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let (_one, _two) = (mutex.lock(), lock.write());
        std::panic::resume_unwind(Box::new("on purpose"));
    }));
    assert!(mutex.is_poisoned() && lock.is_poisoned());
    assert_eq!(to_value(&mutex), Value::Int(7));
    assert_eq!(to_value(&lock), Value::Int(8));
}

#[test]
fn a_lock_with_readers_is_read_and_one_with_a_writer_says_so() {
    let lock = RwLock::new(7);
    while_held(|| lock.read().unwrap(), || assert_eq!(to_value(&lock), Value::Int(7)));
    while_held(
        || lock.write().unwrap(),
        || assert_eq!(to_value(&lock), note("locked for writing")),
    );
}

#[test]
fn what_was_never_initialised_stays_so() {
    let lock: LazyLock<u8> = LazyLock::new(|| panic!("forced"));
    let cell: LazyCell<u8> = LazyCell::new(|| panic!("forced"));
    for _ in 0..2 {
        assert_eq!(to_value(&lock), note("not initialised"));
        assert_eq!(to_value(&cell), note("not initialised"));
    }
    assert_eq!(to_value(&OnceLock::<u8>::new()), note("not initialised"));
    assert_eq!(to_value(&OnceCell::<u8>::new()), note("not initialised"));
}

#[test]
fn what_was_initialised_is_shown() {
    let lock = LazyLock::new(|| 1);
    LazyLock::force(&lock);
    let cell = LazyCell::new(|| 2);
    LazyCell::force(&cell);
    assert_eq!(to_value(&lock), Value::Int(1));
    assert_eq!(to_value(&cell), Value::Int(2));
    assert_eq!(to_value(&OnceLock::from(3)), Value::Int(3));
    assert_eq!(to_value(&OnceCell::from(4)), Value::Int(4));
}

#[test]
fn a_lazy_value_whose_initialiser_panicked_does_not_panic_again() {
    let lock: LazyLock<u8> = LazyLock::new(|| std::panic::resume_unwind(Box::new("on purpose")));
    let forced = catch_unwind(AssertUnwindSafe(|| *LazyLock::force(&lock)));
    assert!(forced.is_err());
    assert_eq!(to_value(&lock), note("not initialised"));
}

#[test]
fn a_cell_is_read_unless_it_is_borrowed_for_writing() {
    let cell = RefCell::new(7);
    {
        let _reader = cell.borrow();
        assert_eq!(to_value(&cell), Value::Int(7));
    }
    let _writer = cell.borrow_mut();
    assert_eq!(to_value(&cell), note("borrowed"));
    assert_eq!(to_value(&Cell::new(8)), Value::Int(8));
}

#[test]
fn a_weak_pointer_outlives_its_value() {
    let (sync, local) = (Arc::new(1), Rc::new(2));
    let weak = (Arc::downgrade(&sync), Rc::downgrade(&local));
    assert_eq!(to_value(&weak), to_value(&(1, 2)));
    drop((sync, local));
    assert_eq!(to_value(&weak), Value::List(vec![note("gone"), note("gone")]));
}

#[test]
fn holders_nest() {
    static POOL: OnceLock<Arc<Mutex<Box<[u8]>>>> = OnceLock::new();
    assert_eq!(to_value(&POOL), note("not initialised"));
    let pool = POOL.get_or_init(|| Arc::new(Mutex::new(Box::new([1]))));
    assert_eq!(to_value(&POOL), Value::List(vec![Value::Int(1)]));
    let _guard = pool.lock().unwrap();
    assert_eq!(to_value(&&POOL), note("locked"));
}

#[test]
fn pointers_to_unsized_values_are_transparent() {
    let boxed: Box<dyn ReportValue> = Box::new(1);
    assert_eq!(to_value(&boxed), Value::Int(1));
    assert_eq!(to_value(&Arc::<str>::from("a")), Value::Str("a".into()));
    assert_eq!(to_value(&Box::pin(1)), Value::Int(1));
    assert_eq!(to_value(&Mutex::new([1_u8; 1]) as &Mutex<[u8]>), to_value(&[1]));
}

/// What `derive(ConfigReport)` would write.
pub(super) struct Listen(pub(super) u16);

static FIELDS: [Field; 1] = [Field::new("port")];

impl ReportValue for Listen {
    fn report(&self, out: Out<'_>) {
        self.report_fields(&mut out.map());
    }
}

impl ConfigReport for Listen {
    const GROUP: &'static str = "listen";
    const FIELDS: &'static [Field] = &FIELDS;

    fn report_fields(&self, map: &mut Map<'_>) {
        self.0.report(map.field(&FIELDS[0]));
    }
}

pub(super) fn fields<C: ConfigReport>(config: &C) -> Value {
    assert_eq!((C::GROUP, C::FIELDS.len()), ("listen", 1));
    let sheet = Sheet::new();
    config.report_fields(&mut Out::root(&sheet).map());
    match sheet.take() {
        crate::model::Content::Value(value) => value,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_configuration_behind_holders_is_a_configuration() {
    let port = Value::Map(vec![Entry::new("port", Value::Int(80))]);
    assert_eq!(fields(&Arc::new(RwLock::new(Listen(80)))), port);
    assert_eq!(fields(&&Mutex::new(Box::new(Listen(80)))), port);
    assert_eq!(fields(&LazyLock::<OnceLock<Listen>>::new(OnceLock::new)).entry("port"), None);
}

#[test]
fn a_configuration_that_cannot_be_seen_leaves_a_note_among_the_fields() {
    let mutex = Mutex::new(Listen(80));
    let _guard = mutex.lock().unwrap();
    assert_eq!(fields(&mutex), Value::Map(vec![Entry::new("", note("locked"))]));
    assert_eq!(to_value(&mutex), note("locked"));
}

/// A member of a graph, as users have them: everybody knows everybody.
struct Member {
    known: RwLock<Vec<Weak<Member>>>,
}

impl ReportValue for Member {
    fn report(&self, out: Out<'_>) {
        self.known.report(out.map().entry("known"));
    }
}

#[test]
fn a_cycle_ends_and_the_value_says_where_it_was_cut() {
    let one = Arc::new(Member { known: RwLock::default() });
    one.known.write().unwrap().push(Arc::downgrade(&one));
    assert!(format!("{:?}", to_value(&one)).contains("nested too deeply"));
}

#[test]
fn a_graph_with_more_ways_through_it_than_can_be_walked_ends() {
    let all: Vec<_> = (0..9).map(|_| Arc::new(Member { known: RwLock::default() })).collect();
    for member in &all {
        *member.known.write().unwrap() = all.iter().map(Arc::downgrade).collect();
    }
    assert!(format!("{:?}", to_value(&all)).contains("the rest is left out"));
}
