//! What became of a section in a report.

use crate::model::{Content, Section, Status, Value};
use std::fmt;

/// What a holder says when it cannot be looked into.
const UNSEEN: &[&str] = &["not initialised", "gone", "locked", "locked for writing", "borrowed"];

/// What became of something registered in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It is shown.
    Shown,
    /// `enabled` said no.
    Disabled,
    /// It is shown, and what it shows is an error.
    Failed(String),
    /// It could not be shown, for this reason.
    Unreached(String),
}

impl State {
    /// Whether it could not be shown.
    #[must_use]
    pub fn is_unreached(&self) -> bool {
        matches!(self, State::Unreached(_))
    }

    pub(super) fn of_section(section: &Section) -> Self {
        match &section.status {
            Status::Ok => match &section.content {
                Content::Value(value) => State::of_value(value),
                _ => State::Shown,
            },
            Status::Panicked(why) => State::Unreached(format!("panicked: {why}")),
            Status::TimedOut { after, .. } => {
                State::Unreached(format!("timed out after {after:?}"))
            }
            Status::GaveUp(why) => State::Unreached(why.clone()),
            Status::StillRunning { .. } => {
                State::Unreached("still running since an earlier report".to_owned())
            }
            Status::NotRun(why) => State::Unreached(format!("not run: {why}")),
        }
    }

    /// The options of a configuration, if the report has them.
    pub(super) fn of_group(group: Option<&Value>) -> Self {
        let entries = match group {
            Some(Value::Map(entries)) => entries,
            Some(Value::Unfinished) | None => {
                return State::Unreached("not read: Configuration did not end".to_owned());
            }
            Some(other) => return State::of_value(other),
        };
        match &entries[..] {
            // A holder that cannot be looked into leaves this in place of the options.
            [only] if only.key.is_empty() => State::of_value(&only.value),
            [.., last] if last.key == "error" => match &last.value {
                Value::Error(chain) => State::Unreached(chain.join(": ")),
                _ => State::Shown,
            },
            _ => State::Shown,
        }
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::Note(note) if UNSEEN.contains(&&**note) => State::Unreached(note.to_string()),
            Value::Error(chain) => State::Failed(chain.join(": ")),
            Value::Unfinished => State::Failed("it ended without writing anything".to_owned()),
            _ => State::Shown,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Shown => f.write_str("shown"),
            State::Disabled => f.write_str("not enabled"),
            State::Failed(why) => write!(f, "error: {why}"),
            State::Unreached(why) => f.write_str(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;

    fn unreached(why: &str) -> State {
        State::Unreached(why.to_owned())
    }

    #[test]
    fn a_group_is_reached_if_its_options_are_shown() {
        let group = |entries: Vec<Entry>| State::of_group(Some(&Value::Map(entries)));
        let panicked = || Value::Error(vec!["panicked: no luck".to_owned()]);
        assert_eq!(group(vec![]), State::Shown);
        assert_eq!(group(vec![Entry::new("port", Value::Int(80))]), State::Shown);
        assert_eq!(group(vec![Entry::new("", Value::Note("locked".into()))]), unreached("locked"));
        let half = vec![Entry::new("port", Value::Int(80)), Entry::new("error", panicked())];
        assert_eq!(group(half), unreached("panicked: no luck"));
        // An option may have that name.
        assert_eq!(group(vec![Entry::new("error", Value::Bool(true))]), State::Shown);
        let not_read = unreached("not read: Configuration did not end");
        assert_eq!(State::of_group(None), not_read);
        assert_eq!(State::of_group(Some(&Value::Unfinished)), not_read);
    }

    #[test]
    fn a_section_that_says_why_it_shows_nothing_is_not_reached() {
        let section = |value| Section::new("x", Content::Value(value));
        let state = |value| State::of_section(&section(value));
        assert_eq!(state(Value::Note("not initialised".into())), unreached("not initialised"));
        assert_eq!(state(Value::Note("none registered".into())), State::Shown);
        assert_eq!(state(Value::Error(vec!["no disk".into()])), State::Failed("no disk".into()));
        let not_run = Section { status: Status::NotRun("late".into()), ..section(Value::None) };
        assert_eq!(State::of_section(&not_run), unreached("not run: late"));
    }
}
