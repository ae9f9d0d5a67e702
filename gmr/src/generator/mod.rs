//! The built-in sections, in the order of oslo.reports.

mod configuration;
pub(crate) mod package;
mod process;
mod tasks;
pub(crate) mod threads;
#[cfg(feature = "tokio")]
mod tokio;

use crate::model::Origin;
use crate::section::{SectionEntry, SectionMeta};
use std::time::Duration;

/// The same type as the program's sections, so that one loop runs them all; the program's have
/// the order 0 unless they say otherwise, and so come after these.
///
/// A static, because the address of its entry is what makes a section the same one again.
pub(crate) static BUILT_IN: [SectionEntry; COUNT] = [
    SectionEntry::new(&meta("Package", -400, line!()), package::write),
    SectionEntry::new(
        &SectionMeta { timeout: Some(THREADS_TIMEOUT), ..meta("Threads", -300, line!()) },
        threads::write,
    ),
    SectionEntry::new(
        &SectionMeta { timeout: Some(TASKS_TIMEOUT), ..meta("Green Threads", -200, line!()) },
        tasks::write,
    ),
    #[cfg(feature = "tokio")]
    SectionEntry::new(&meta("Tokio runtime", -190, line!()), tokio::write),
    SectionEntry::new(&meta("Processes", -150, line!()), process::write),
    SectionEntry::new(&meta("Configuration", -100, line!()), configuration::write),
];

/// Capture takes 3 s at the most; the rest is for the debug information of a large program.
const THREADS_TIMEOUT: Duration = Duration::from_secs(10);
/// Asking takes 2 s at the most; the rest, likewise.
const TASKS_TIMEOUT: Duration = Duration::from_secs(5);
/// That of the runtime is there with its feature only.
const COUNT: usize = if cfg!(feature = "tokio") { 6 } else { 5 };

const fn meta(title: &'static str, order: i32, line: u32) -> SectionMeta {
    SectionMeta::new(title, Origin { module: module_path!(), file: file!(), line }).order(order)
}

/// What a section writes, as its report would hold it.
#[cfg(test)]
fn written(write: fn(crate::section::Out<'_>)) -> crate::model::Content {
    let sheet = crate::section::Sheet::new();
    write(crate::section::Out::root(&sheet));
    sheet.take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sections_stand_in_the_order_of_oslo() {
        let titles = BUILT_IN.each_ref().map(|section| section.meta.title);
        let titles: Vec<_> = titles.into_iter().filter(|title| *title != "Tokio runtime").collect();
        let oslo = ["Package", "Threads", "Green Threads", "Processes", "Configuration"];
        assert_eq!(titles, oslo);
        assert!(BUILT_IN.is_sorted_by_key(|section| section.meta.order));
        assert!(BUILT_IN.iter().all(|section| section.meta.order < 0));
    }
}
