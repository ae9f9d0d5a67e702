//! Whatever a report holds, every view is what its readers take.

use super::schema::faults;
use super::xml::{difference, read};
use super::*;
use crate::view::fuzz;
use proptest::prelude::*;

/// As long as the longest line that container runtimes keep whole, and some room.
const LINE: usize = 15 * 1024;

/// Few or many: reports from empty ones to those that need every cut.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..100),
        prop::collection::vec(any::<u8>(), 0..4000)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn any_report_is_a_document_that_the_schema_knows(data in bytes()) {
        prop_assert_eq!(faults(&parsed(&fuzz::report(&data))), [""; 0]);
    }

    #[test]
    fn any_report_is_the_same_in_xml_as_in_json(data in bytes()) {
        let report = fuzz::report(&data);
        prop_assert_eq!(difference(&read(&report), &parsed(&report)), None);
    }

    #[test]
    fn any_report_is_lines_that_are_short_and_counted(data in bytes()) {
        let report = fuzz::report(&data);
        prop_assert!(ndjson(&report).split_inclusive('\n').all(|line| line.len() <= LINE));
        let records = records(&report);
        for (at, record) in records.iter().enumerate() {
            prop_assert_eq!(&record["gmr"]["seq"], at + 1);
            prop_assert_eq!(&record["gmr"]["total"], records.len());
        }
    }

    #[test]
    fn any_report_is_a_flame_graph_of_all_that_it_has(data in bytes()) {
        let report = fuzz::report(&data);
        let threads = report.threads().map_or(0, |all| all.threads.len());
        let tasks = report.tasks().map_or(0, |all| all.tasks.len());
        prop_assert_eq!(flame::total(&collapsed(&report)), threads + tasks);
        prop_assert_eq!(flame::total_of_speedscope(&speedscope(&report)), threads + tasks);
    }

    #[test]
    fn no_forbidden_character_comes_through_any_view(data in bytes()) {
        let report = fuzz::report(&data);
        let xml = crate::view::xml(&report);
        for view in [json(&report), ndjson(&report), xml, collapsed(&report), text(&report)] {
            prop_assert_eq!(view.chars().find(|c| !allowed(*c)), None);
        }
    }

    #[test]
    fn any_view_is_the_same_for_the_same_report(data in bytes()) {
        let (one, same) = (fuzz::report(&data), fuzz::report(&data));
        for view in [json, ndjson, crate::view::xml, collapsed, speedscope, text] {
            prop_assert_eq!(view(&one), view(&same));
        }
    }
}
