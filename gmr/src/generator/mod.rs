//! The built-in sections, in the order of oslo.reports.

mod configuration;
pub(crate) mod package;
mod process;
mod tasks;
pub(crate) mod threads;

use crate::model::Origin;
use crate::section::{SectionEntry, SectionMeta};
use std::time::Duration;

/// The same type as the program's sections, so that one loop runs them all; the program's have
/// the order 0 unless they say otherwise, and so come after these.
pub(crate) const BUILT_IN: [SectionEntry; 5] = [
    SectionEntry { meta: &PACKAGE, run: package::write },
    SectionEntry { meta: &THREADS, run: threads::write },
    SectionEntry { meta: &TASKS, run: tasks::write },
    SectionEntry { meta: &PROCESS, run: process::write },
    SectionEntry { meta: &CONFIGURATION, run: configuration::write },
];

// Statics, because the address of its metadata is what makes a section the same one again.
static PACKAGE: SectionMeta = meta("Package", -400, line!());
static THREADS: SectionMeta =
    SectionMeta { timeout: Some(THREADS_TIMEOUT), ..meta("Threads", -300, line!()) };
static TASKS: SectionMeta = meta("Green Threads", -200, line!());
static PROCESS: SectionMeta = meta("Processes", -150, line!());
static CONFIGURATION: SectionMeta = meta("Configuration", -100, line!());

/// Capture takes 3 s at the most; the rest is for the debug information of a large program.
const THREADS_TIMEOUT: Duration = Duration::from_secs(10);

const fn meta(title: &'static str, order: i32, line: u32) -> SectionMeta {
    let origin = Origin { module: module_path!(), file: file!(), line };
    SectionMeta { title, order, timeout: None, origin }
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
        let titles = BUILT_IN.map(|section| section.meta.title);
        let oslo = ["Package", "Threads", "Green Threads", "Processes", "Configuration"];
        assert_eq!(titles, oslo);
        assert!(BUILT_IN.is_sorted_by_key(|section| section.meta.order));
        assert!(BUILT_IN.iter().all(|section| section.meta.order < 0));
    }
}
