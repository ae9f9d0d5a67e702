//! What is registered and whether a report reaches it; for the tests of a program.

mod missing;
mod state;
mod table;

use crate::generator::built_in;
use crate::model::{Content, Origin, Report, Value};
use crate::section::{Configuration, Section, configurations, sections};
use crate::task::{Declared, declared};
use std::fmt;

pub use state::State;

/// Says what is registered and whether a report reaches it.
///
/// It makes a report, so each section runs once, under its deadline; nothing is written. A test
/// that names what must be there finds out when the linker left a crate out, or a static was
/// never filled:
///
/// ```standalone_crate
/// #[gmr::section]
/// fn load_average() -> std::io::Result<String> {
///     std::fs::read_to_string("/proc/loadavg")
/// }
///
/// let check = gmr::check();
/// check.assert_sections(&["Load Average"]);
/// assert!(check.is_clean(), "{check}");
/// ```
#[must_use]
pub fn check() -> Check {
    // First what is there: what goes away meanwhile is not in the report.
    let (found, configurations, tasks) = (program_sections(), configurations(), declared());
    Check::new(&found, &configurations, &tasks, &crate::reporter::collect())
}

fn program_sections() -> Vec<Section> {
    sections().0
}

/// What is registered; made by [`check`]. Its `Display` is a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    sections: Vec<Registered>,
    configurations: Vec<Registered>,
    tasks: Vec<Registered>,
}

/// A section, a configuration or a task.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Registered {
    /// The title of a section, the group of a configuration, the name of a task.
    pub name: String,
    /// The place of a section among the others; 0 for what is none.
    pub order: i32,
    /// File and line; for a configuration its type.
    pub place: String,
    /// Whether an earlier one has the same name, which a report tells apart.
    pub is_duplicate: bool,
    /// What became of it in a report.
    pub state: State,
}

impl Check {
    fn new(
        sections: &[Section],
        configurations: &[Configuration],
        tasks: &[&Declared],
        report: &Report,
    ) -> Self {
        Check {
            sections: read_sections(sections, report),
            configurations: read_configurations(configurations, report),
            tasks: read_tasks(tasks),
        }
    }

    /// The sections of the program in the order of a report; those of gmr are not among them.
    #[must_use]
    pub fn sections(&self) -> &[Registered] {
        &self.sections
    }

    /// The configurations by group.
    #[must_use]
    pub fn configurations(&self) -> &[Registered] {
        &self.configurations
    }

    /// The tasks by name.
    #[must_use]
    pub fn tasks(&self) -> &[Registered] {
        &self.tasks
    }

    /// The section with this title.
    #[must_use]
    pub fn section(&self, title: &str) -> Option<&Registered> {
        self.sections.iter().find(|section| section.name == title)
    }

    /// What has the name of an earlier one of its kind.
    pub fn duplicates(&self) -> impl Iterator<Item = &Registered> {
        self.all().filter(|registered| registered.is_duplicate)
    }

    /// What a report could not show: the instance was not initialised, gone or locked, or the
    /// section panicked or ran out of time.
    pub fn unreached(&self) -> impl Iterator<Item = &Registered> {
        self.all().filter(|registered| registered.state.is_unreached())
    }

    /// Whether each name is there once, and a report reaches everything.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.duplicates().next().is_none() && self.unreached().next().is_none()
    }

    /// Asserts that sections with these titles are registered.
    ///
    /// # Panics
    ///
    /// If one is missing; the message names it, the nearest title that is there, and the remedy
    /// for a crate that the linker left out.
    #[track_caller]
    pub fn assert_sections(&self, titles: &[&str]) -> &Self {
        missing::assert_all("section", titles, &self.sections);
        self
    }

    /// Asserts that configurations with these groups are registered.
    ///
    /// # Panics
    ///
    /// As [`assert_sections`](Check::assert_sections).
    #[track_caller]
    pub fn assert_configurations(&self, groups: &[&str]) -> &Self {
        missing::assert_all("configuration", groups, &self.configurations);
        self
    }

    fn all(&self) -> impl Iterator<Item = &Registered> {
        self.sections.iter().chain(&self.configurations).chain(&self.tasks)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table::write(self, f)
    }
}

fn read_sections(sections: &[Section], report: &Report) -> Vec<Registered> {
    let mut names: Vec<&str> = built_in().map(|entry| entry.meta.title).collect();
    let mut rest = &report.sections[..];
    let mut read = Vec::new();
    for section in sections {
        // Both lists have the same order; a section that is not enabled is only in the first.
        let is_same = |shown: &crate::model::Section| {
            // A report names the second of two by its type, too.
            let told_apart = section.origin.is_some() && shown.title.starts_with(&*section.title);
            shown.origin == section.origin && (shown.title == section.title || told_apart)
        };
        let state = match rest.iter().position(is_same) {
            Some(at) => {
                let state = State::of_section(&rest[at]);
                rest = &rest[at + 1..];
                state
            }
            None if report.sections.is_empty() => State::Unreached(report.warnings.join("; ")),
            None => State::Disabled,
        };
        read.push(Registered {
            name: section.title.to_string(),
            order: section.order,
            place: section.origin.map_or_else(|| "registered while running".to_owned(), at),
            is_duplicate: names.contains(&&*section.title),
            state,
        });
        names.push(&section.title);
    }
    read
}

fn read_configurations(all: &[Configuration], report: &Report) -> Vec<Registered> {
    let section = report.sections.iter().find_map(|section| match &section.content {
        Content::Configuration(Value::Map(groups)) => Some(groups),
        _ => None,
    });
    let groups = section.map_or(&[][..], |groups| groups);
    let read = all.iter().enumerate().map(|(number, configuration)| Registered {
        name: configuration.group.to_string(),
        order: 0,
        place: configuration.ty.to_owned(),
        is_duplicate: all[..number].iter().any(|other| other.group == configuration.group),
        // A group stands where its configuration does, whatever it is called there.
        state: State::of_group(groups.get(number).map(|group| &group.value)),
    });
    read.collect()
}

fn read_tasks(all: &[&Declared]) -> Vec<Registered> {
    let read = all.iter().enumerate().map(|(number, task)| Registered {
        name: task.name.to_owned(),
        order: 0,
        place: at(task.origin),
        is_duplicate: all[..number].iter().any(|other| other.name == task.name),
        state: State::Shown,
    });
    read.collect()
}

fn at(origin: Origin) -> String {
    format!("{}:{}", origin.file, origin.line)
}
