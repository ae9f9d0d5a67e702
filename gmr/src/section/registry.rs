//! Which sections there are: registered at compile time through `inventory`, or while running.

use super::{ConfigReport, Instances, Out, ReportSection, ReportValue, Sources, mask_text};
use crate::lock::{free, soon};
use crate::model::Origin;
use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is known of a section at compile time.
#[derive(Debug, Clone, Copy)]
pub struct SectionMeta {
    /// The title.
    pub title: &'static str,
    /// Its place: smaller comes first; the built-in sections are below zero.
    pub order: i32,
    /// How long it may run, if not the default.
    pub timeout: Option<Duration>,
    /// Where it was written.
    pub origin: Origin,
}

impl SectionMeta {
    /// What is known of every section.
    #[must_use]
    pub const fn new(title: &'static str, origin: Origin) -> Self {
        SectionMeta { title, order: 0, timeout: None, origin }
    }

    /// Its place.
    #[must_use]
    pub const fn order(self, order: i32) -> Self {
        SectionMeta { order, ..self }
    }

    /// How long it may run, in milliseconds.
    #[must_use]
    pub const fn timeout_ms(self, ms: u64) -> Self {
        SectionMeta { timeout: Some(Duration::from_millis(ms)), ..self }
    }
}

/// A section that the linker collected; no allocation, nothing of the user's run before `main`.
#[derive(Debug)]
pub struct SectionEntry {
    pub(crate) meta: &'static SectionMeta,
    run: fn(Out<'_>),
}
inventory::collect!(SectionEntry);

impl SectionEntry {
    /// What is known of the section, and what writes it.
    #[must_use]
    pub const fn new(meta: &'static SectionMeta, run: fn(Out<'_>)) -> Self {
        SectionEntry { meta, run }
    }

    /// A type that is a section, and what writes its instance.
    #[must_use]
    pub const fn of<T: ReportSection>(run: fn(Out<'_>)) -> Self {
        SectionEntry { meta: T::META, run }
    }

    /// A type whose instance is made when a report asks for it.
    #[must_use]
    pub const fn of_default<T: ReportSection + Default>() -> Self {
        SectionEntry { meta: T::META, run: |out| T::default().report(out) }
    }

    /// A type whose instances are all listed.
    #[must_use]
    pub const fn of_instances<T: ReportSection + Instances>() -> Self {
        SectionEntry { meta: T::META, run: |out| T::TRACKER.report(out) }
    }
}

/// A configuration that the linker collected.
#[derive(Debug)]
pub struct ConfigEntry {
    group: &'static str,
    /// The name of its type, with the module.
    ty: fn() -> &'static str,
    run: fn(Out<'_>),
}
inventory::collect!(ConfigEntry);

impl ConfigEntry {
    /// The name of the group, that of its type, and what writes the options.
    #[must_use]
    pub const fn new(group: &'static str, ty: fn() -> &'static str, run: fn(Out<'_>)) -> Self {
        ConfigEntry { group, ty, run }
    }

    /// A type that is a configuration, and what writes its instance.
    #[must_use]
    pub const fn of<T: ConfigReport>(run: fn(Out<'_>)) -> Self {
        ConfigEntry::new(T::GROUP, std::any::type_name::<T>, run)
    }
}

type Closure = Arc<dyn Fn(Out<'_>) + Send + Sync>;

/// A named, ordered producer of one value.
#[derive(Clone)]
pub(crate) struct Section {
    pub(crate) key: Key,
    pub(crate) title: Cow<'static, str>,
    pub(crate) order: i32,
    pub(crate) timeout: Option<Duration>,
    pub(crate) origin: Option<Origin>,
    run: Run,
}

/// What makes a section the same one in the next report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The address of its entry.
    Static(usize),
    /// Its number.
    Registered(u64),
}

#[derive(Clone)]
enum Run {
    Function(fn(Out<'_>)),
    Closure(Closure),
}

impl Section {
    pub(crate) fn of_static(entry: &'static SectionEntry) -> Self {
        let meta = entry.meta;
        Section {
            key: Key::Static(std::ptr::from_ref(entry).addr()),
            title: Cow::Borrowed(meta.title),
            order: meta.order,
            timeout: meta.timeout,
            origin: Some(meta.origin),
            run: Run::Function(entry.run),
        }
    }

    pub(crate) fn write(&self, out: Out<'_>) {
        let out = out.titled(&self.title);
        match &self.run {
            Run::Function(run) => run(out),
            Run::Closure(run) => run(out),
        }
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section").field("title", &self.title).field("order", &self.order).finish()
    }
}

/// A group of options and how to write it.
#[derive(Clone)]
pub(crate) struct Configuration {
    pub(crate) group: Cow<'static, str>,
    pub(crate) ty: &'static str,
    sources: Option<Sources>,
    run: Run,
}

impl Configuration {
    pub(crate) fn write(&self, out: Out<'_>) {
        if let Some(sources) = &self.sources {
            out.ask_later(sources.clone());
        }
        match &self.run {
            Run::Function(run) => run(out),
            Run::Closure(run) => run(out),
        }
    }
}

/// What the program registered while running.
static REGISTERED: Registered = Registered {
    next: AtomicU64::new(0),
    sections: Mutex::new(Vec::new()),
    configurations: Mutex::new(Vec::new()),
    sources: Mutex::new(Vec::new()),
};

struct Registered {
    next: AtomicU64,
    sections: Mutex<Vec<Section>>,
    configurations: Mutex<Vec<(u64, Configuration)>>,
    /// Those of the configurations that the linker collected; the last counts.
    sources: Mutex<Vec<(u64, Sources)>>,
}

/// The lists are only ever locked for a push, a removal or a copy, never while a section runs.
fn lock<T>(list: &Mutex<T>) -> MutexGuard<'_, T> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a report waits for a list.
const LOCKED: Duration = Duration::from_millis(100);

/// A copy of a list, for a report; `None` if it stays locked. A fork child may have inherited
/// the lock from a thread that it has not.
pub(super) fn copy<T: Clone>(list: &Mutex<Vec<T>>) -> Option<Vec<T>> {
    soon(LOCKED, || free(list.try_lock())).map(|list| list.clone())
}

/// All sections of the program in the order of the report, and whether these are really all.
pub(crate) fn sections() -> (Vec<Section>, bool) {
    let collected = inventory::iter::<SectionEntry>.into_iter();
    let mut all: Vec<Section> = collected.map(Section::of_static).collect();
    let registered = copy(&REGISTERED.sections);
    let is_whole = registered.is_some();
    all.extend(registered.unwrap_or_default());
    // The linker promises no order.
    let place = |s: &Section| s.origin.map(|o| (o.module, o.line));
    all.sort_by(|a, b| (a.order, &a.title, place(a)).cmp(&(b.order, &b.title, place(b))));
    (all, is_whole)
}

/// All configurations, by group.
pub(crate) fn configurations() -> Vec<Configuration> {
    let sources = copy(&REGISTERED.sources).unwrap_or_default().pop().map(|(_, sources)| sources);
    let collected = inventory::iter::<ConfigEntry>.into_iter();
    let mut all: Vec<Configuration> = collected
        .map(|e| Configuration {
            group: Cow::Borrowed(e.group),
            ty: (e.ty)(),
            sources: sources.clone(),
            run: Run::Function(e.run),
        })
        .collect();
    let registered = copy(&REGISTERED.configurations).unwrap_or_default();
    all.extend(registered.into_iter().map(|(_, configuration)| configuration));
    all.sort_by(|a, b| (&a.group, a.ty).cmp(&(&b.group, b.ty)));
    all
}

/// Registers a section that exists until the guard is dropped.
///
/// The closure runs while the process may be stuck, so it must not wait for a lock; return a
/// holder such as `Arc<Mutex<T>>` itself, and the report looks into it without waiting.
///
/// ```
/// let start = std::time::Instant::now();
/// let guard = gmr::register("Uptime", move || start.elapsed());
/// assert!(gmr::collect().section("Uptime").is_some());
/// drop(guard);
/// assert!(gmr::collect().section("Uptime").is_none());
/// ```
pub fn register<R, F>(title: impl Into<Cow<'static, str>>, section: F) -> SectionGuard
where
    R: ReportValue,
    F: Fn() -> R + Send + Sync + 'static,
{
    add(title.into(), Arc::new(move |out: Out<'_>| section().report(out)))
}

/// Registers a section of a value that is owned elsewhere; `<gone>` once the last owner drops it.
///
/// ```
/// use std::sync::Arc;
///
/// let pool = Arc::new(vec!["idle"]);
/// gmr::register_weak("Pool", &pool).detach();
/// ```
pub fn register_weak<T>(title: impl Into<Cow<'static, str>>, value: &Arc<T>) -> SectionGuard
where
    T: ReportValue + Send + Sync + 'static,
{
    let value = Arc::downgrade(value);
    add(title.into(), Arc::new(move |out: Out<'_>| value.report(out)))
}

fn add(title: Cow<'static, str>, run: Closure) -> SectionGuard {
    let id = REGISTERED.next.fetch_add(1, Ordering::Relaxed);
    let key = Key::Registered(id);
    let run = Run::Closure(run);
    // One that is made while running may hold what it is about: the URL of a pool.
    let title = match title {
        Cow::Borrowed(fixed) => Cow::Borrowed(fixed),
        Cow::Owned(made) => Cow::Owned(mask_text(&made).into_owned()),
    };
    let section = Section { key, title, order: 0, timeout: None, origin: None, run };
    lock(&REGISTERED.sections).push(section);
    SectionGuard(Some(id))
}

/// Adds a configuration until the guard is dropped.
pub(crate) fn add_configuration<C>(configuration: C, sources: Option<Sources>) -> RegisteredGuard
where
    C: ConfigReport + Send + Sync + 'static,
{
    let id = REGISTERED.next.fetch_add(1, Ordering::Relaxed);
    let run = Run::Closure(Arc::new(move |out: Out<'_>| configuration.report(out)));
    let group = Cow::Borrowed(C::GROUP);
    let ty = std::any::type_name::<C>();
    lock(&REGISTERED.configurations).push((id, Configuration { group, ty, sources, run }));
    RegisteredGuard(id)
}

/// Adds the sources of the configurations that the linker collected, until the guard is dropped.
pub(crate) fn add_sources(sources: Sources) -> RegisteredGuard {
    let id = REGISTERED.next.fetch_add(1, Ordering::Relaxed);
    lock(&REGISTERED.sources).push((id, sources));
    RegisteredGuard(id)
}

/// Keeps a section in the reports; dropping it takes the section away.
#[must_use = "the section is removed when the guard is dropped; keep it, or call `.detach()`"]
#[derive(Debug)]
pub struct SectionGuard(Option<u64>);

impl SectionGuard {
    /// Keeps the section for the life of the process.
    pub fn detach(mut self) {
        self.0 = None;
    }
}

impl Drop for SectionGuard {
    fn drop(&mut self) {
        if let Some(id) = self.0 {
            // Dropped outside the lock: what the closure owns may register or drop a section.
            let _gone = take(&mut lock(&REGISTERED.sections), |s| s.key == Key::Registered(id));
        }
    }
}

/// Keeps a configuration, or the sources of others, in the reports.
#[derive(Debug)]
pub(crate) struct RegisteredGuard(u64);

impl Drop for RegisteredGuard {
    fn drop(&mut self) {
        let _gone = take(&mut lock(&REGISTERED.configurations), |(id, _)| *id == self.0);
        let _gone = take(&mut lock(&REGISTERED.sources), |(id, _)| *id == self.0);
    }
}

fn take<T>(list: &mut Vec<T>, is: impl Fn(&T) -> bool) -> Option<T> {
    let at = list.iter().position(is)?;
    Some(list.remove(at))
}
