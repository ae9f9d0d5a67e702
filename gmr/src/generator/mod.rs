//! The built-in sections: those of oslo.reports in its order, then what else is known of the process
//! and of where it runs.

mod built_in;
mod cgroup;
mod configuration;
mod environment;
mod host;
mod limits;
mod loaded_libraries;
mod memory;
mod open_files;
pub(crate) mod package;
mod pressure;
mod process;
mod tasks;
pub(crate) mod threads;
#[cfg(feature = "tokio")]
mod tokio;

pub use built_in::BuiltIn;
pub(crate) use built_in::leave_out;
pub(crate) use environment::show as show_environment;

use crate::model::Origin;
use crate::section::{SectionEntry, SectionMeta};
use built_in::is_in;
use std::io;
use std::time::Duration;

/// The same type as the program's sections, so that one loop runs them all; the program's have
/// the order 0 unless they say otherwise, and so come after these.
///
/// A static, because the address of its entry is what makes a section the same one again.
static BUILT_IN: [SectionEntry; COUNT] = [
    SectionEntry::new(&meta(BuiltIn::Package, -400, line!()), package::write),
    SectionEntry::new(
        &SectionMeta { timeout: Some(THREADS_TIMEOUT), ..meta(BuiltIn::Threads, -300, line!()) },
        threads::write,
    ),
    SectionEntry::new(
        &SectionMeta { timeout: Some(TASKS_TIMEOUT), ..meta(BuiltIn::GreenThreads, -200, line!()) },
        tasks::write,
    ),
    #[cfg(feature = "tokio")]
    SectionEntry::new(&meta(BuiltIn::TokioRuntime, -190, line!()), tokio::write),
    SectionEntry::new(&meta(BuiltIn::Processes, -150, line!()), process::write),
    SectionEntry::new(&meta(BuiltIn::Configuration, -100, line!()), configuration::write),
    SectionEntry::new(&meta(BuiltIn::Environment, -90, line!()), environment::write),
    SectionEntry::new(&meta(BuiltIn::Limits, -80, line!()), limits::write),
    SectionEntry::new(&meta(BuiltIn::Cgroup, -70, line!()), cgroup::write),
    SectionEntry::new(&meta(BuiltIn::Memory, -60, line!()), memory::write),
    SectionEntry::new(&meta(BuiltIn::OpenFiles, -50, line!()), open_files::write),
    SectionEntry::new(&meta(BuiltIn::LoadedLibraries, -40, line!()), loaded_libraries::write),
    SectionEntry::new(&meta(BuiltIn::Host, -30, line!()), host::write),
];

/// Capture takes 3 s at the most; the rest is for the debug information of a large program.
const THREADS_TIMEOUT: Duration = Duration::from_secs(10);
/// Asking takes 2 s at the most; the rest, likewise.
const TASKS_TIMEOUT: Duration = Duration::from_secs(5);
/// That of the runtime is there with its feature only.
const COUNT: usize = if cfg!(feature = "tokio") { 13 } else { 12 };

const fn meta(section: BuiltIn, order: i32, line: u32) -> SectionMeta {
    let origin = Origin { module: module_path!(), file: file!(), line };
    SectionMeta::new(section.title(), origin).order(order)
}

/// The built-in sections that no set-up left out.
pub(crate) fn built_in() -> impl Iterator<Item = &'static SectionEntry> {
    BUILT_IN.iter().filter(|entry| BuiltIn::ALL.iter().any(|s| is_named(*s, entry) && is_in(*s)))
}

fn is_named(section: BuiltIn, entry: &SectionEntry) -> bool {
    section.title() == entry.meta.title
}

/// Why what stands in a file of the kernel's is not known.
fn unreadable(file: &str, error: &io::Error) -> String {
    if !cfg!(any(target_os = "linux", target_os = "android")) {
        return "not known on this target".to_owned();
    }
    match error.kind() {
        io::ErrorKind::NotFound => format!(
            "not known: there is no {file} (another kernel, a sandbox, or it is not mounted)"
        ),
        io::ErrorKind::PermissionDenied => format!(
            "not known: {file} may not be read (a container, a seccomp filter, hidepid, or a \
             process that is not dumpable)"
        ),
        _ => format!("not known: {file}: {error}"),
    }
}

/// What a section writes, as its report would hold it.
#[cfg(test)]
fn written(write: fn(crate::section::Out<'_>)) -> crate::model::Content {
    let sheet = crate::section::Sheet::new();
    write(crate::section::Out::root(&sheet));
    sheet.take()
}

/// What `write` makes of a place.
#[cfg(test)]
fn value_of(write: impl FnOnce(crate::section::Out<'_>)) -> crate::model::Value {
    let sheet = crate::section::Sheet::new();
    write(crate::section::Out::root(&sheet));
    match sheet.take() {
        crate::model::Content::Value(value) => value,
        other => crate::model::Value::Note(format!("{other:?}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_of_oslo_stand_first_and_in_its_order() {
        let titles = BUILT_IN.each_ref().map(|section| section.meta.title);
        let titles: Vec<_> = titles.into_iter().filter(|title| *title != "Tokio runtime").collect();
        let oslo = ["Package", "Threads", "Green Threads", "Processes", "Configuration"];
        assert!(titles.starts_with(&oslo), "{titles:?}");
        assert!(BUILT_IN.is_sorted_by_key(|section| section.meta.order));
        assert!(BUILT_IN.iter().all(|section| section.meta.order < 0));
    }

    #[test]
    fn every_section_can_be_left_out_by_its_name() {
        for entry in &BUILT_IN {
            assert!(BuiltIn::ALL.iter().any(|s| is_named(*s, entry)), "{}", entry.meta.title);
        }
    }

    #[test]
    fn a_reason_names_the_file() {
        let of = |kind: io::ErrorKind| unreadable("/proc/x", &kind.into());
        for kind in [io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied] {
            let is_told = of(kind).contains("/proc/x");
            assert_eq!(is_told, cfg!(any(target_os = "linux", target_os = "android")));
        }
    }
}
