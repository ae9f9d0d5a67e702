//! Secrets on a command line of which each argument is known.

use super::name::is_sensitive_name;
use super::option::{self, Rule, Takes};
use super::program::Program;
use super::{Span, text};
use crate::model::Value;
use std::borrow::Cow;

/// A command line with the secrets in it masked: `--token=V`, `--token V`, `TOKEN=V`, URLs, and
/// a whole command line that is one argument, such as that of `sh -c`.
pub(crate) fn command_line(arguments: &[String]) -> Vec<String> {
    let mut line = CommandLine::default();
    let mask = |argument: &String| {
        let masked = line.masked(argument).unwrap_or_else(|| mask(argument));
        line = line.after(argument);
        masked.into_owned()
    };
    arguments.iter().map(mask).collect()
}

/// What the arguments so far say of the next one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CommandLine {
    program: Option<&'static Program>,
    awaits: Option<Takes>,
}

impl CommandLine {
    /// The same after one more argument, masked or not.
    fn after(self, argument: &str) -> Self {
        if self.takes(argument).is_some() {
            return CommandLine { awaits: None, ..self };
        }
        let program = Program::named(argument).or(self.program);
        CommandLine { program, awaits: Takes::of(argument, self.program, Rule::Arguments) }
    }

    /// The same after an item of a list, which may be anything.
    pub(crate) fn after_item(self, item: Option<&Value>) -> Self {
        match item {
            Some(Value::Str(text)) => self.after(text),
            _ => CommandLine { awaits: None, ..self },
        }
    }

    /// The argument, if the ones before it or its name say that it is a secret.
    pub(crate) fn masked<'t>(&self, argument: &'t str) -> Option<Cow<'t, str>> {
        let secret = match self.takes(argument) {
            Some(takes) => takes.secret_part(argument, 0..argument.len()),
            None => self.glued(argument).or_else(|| assigned_by_option(argument)),
        };
        secret.map(|secret| text::covered(argument, vec![secret]))
    }

    /// `V` of `mysql -pV`.
    fn glued(&self, argument: &str) -> Option<Span> {
        let program = self.program.filter(|_| argument.len() > 2)?;
        program.takes_glued(argument)?.secret_part(argument, 2..argument.len())
    }

    /// What this argument is to the one before it. An option is no value.
    fn takes(&self, argument: &str) -> Option<Takes> {
        self.awaits.filter(|_| !argument.starts_with("--"))
    }
}

fn mask(argument: &str) -> Cow<'_, str> {
    match assigned(argument) {
        Some(secret) => text::covered(argument, vec![secret]),
        None => text::settled(argument, find),
    }
}

/// `V` of `--token=V` and `TOKEN=V`, with all the spaces that it has.
fn assigned(argument: &str) -> Option<Span> {
    let (name, value) = argument.split_once('=')?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if value.is_empty() || !name.bytes().all(is_name) {
        return None;
    }
    let takes = if is_sensitive_name(name) {
        Takes::Secret
    } else {
        Takes::of(name, None, Rule::Arguments)?
    };
    takes.secret_part(argument, name.len() + 1..argument.len())
}

/// The same for `--token=V` and `TOKEN=V` only: an item of a list may be any text, also a whole
/// command line, `TOKEN='V' run`.
fn assigned_by_option(argument: &str) -> Option<Span> {
    let is_option = argument.starts_with('-');
    let is_variable = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    let (name, value) = argument.split_once('=')?;
    let is_variable = name.bytes().all(is_variable) && !value.starts_with(['"', '\'']);
    if is_option || is_variable { assigned(argument) } else { None }
}

fn find(argument: &str) -> Vec<Span> {
    let mut spans = text::find(argument);
    option::find(argument, Rule::Arguments, &mut spans);
    spans
}
