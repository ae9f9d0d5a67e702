//! A schema as a sample file in TOML, in which every option stands as a comment.

use super::escape;
use crate::model::{Schema, SchemaOption, Value};
use std::fmt;

/// A comment that is longer is broken between its words.
const WIDTH: usize = 78;

/// The schema as a sample of a file that sets its options.
///
/// Each option stands below what its author says of it, its type, unit and variable, and has the
/// value that it has when nobody sets it. Taking the `#` from the front of its name sets it.
#[must_use]
pub fn sample(schema: &Schema) -> String {
    let mut out = String::new();
    group(&schema.options, &mut Vec::new(), &mut out);
    out
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sample(self))
    }
}

/// The options of one table, then the tables in it: TOML leaves no other order.
fn group<'s>(options: &'s [SchemaOption], above: &mut Vec<&'s str>, out: &mut String) {
    let (single, groups): (Vec<_>, Vec<_>) = options.iter().partition(|o| o.options.is_empty());
    for option in single {
        begin(option, out);
        comment(&facts(option), out);
        let value = option.default.as_ref().filter(|_| !option.secret).and_then(literal);
        let value = value.map_or_else(String::new, |value| format!(" {value}"));
        out.push_str(&format!("#{} ={value}\n", key(option.name)));
    }
    for option in groups {
        begin(option, out);
        above.push(option.name);
        let path: Vec<_> = above.iter().map(|name| key(name)).collect();
        out.push_str(&format!("[{}]\n", path.join(".")));
        group(&option.options, above, out);
        above.pop();
    }
}

/// A blank line, and what the author says.
fn begin(option: &SchemaOption, out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
    comment(option.help, out);
}

/// What is known of an option, in a line.
fn facts(option: &SchemaOption) -> String {
    let said = |word: &str, fact: &str| match fact {
        "" => None,
        fact => Some(format!("{word}{fact}")),
    };
    let facts = [
        said("", option.ty),
        said("in ", option.unit),
        said("env ", option.env),
        option.secret.then(|| "masked in reports".to_owned()),
        (option.default == Some(Value::None)).then(|| "unset by default".to_owned()),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Lines that begin with `#`.
fn comment(text: &str, out: &mut String) {
    let mut width = 0;
    for word in text.split_whitespace() {
        let word = escape::line(word);
        let length = word.chars().count() + 1;
        if width > 0 && width + length > WIDTH {
            out.push('\n');
            width = 0;
        }
        if width == 0 {
            out.push('#');
            width = 1;
        }
        out.push(' ');
        out.push_str(&word);
        width += length;
    }
    if width > 0 {
        out.push('\n');
    }
}

/// A name, in quotes if TOML wants it so.
fn key(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(is_plain) { name.to_owned() } else { quoted(name) }
}

/// The value as TOML writes it, if it does.
fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) if value.is_nan() => "nan".to_owned(),
        // With a point or an exponent, even if it is whole.
        Value::Float(value) => format!("{value:?}"),
        Value::Duration(value) => quoted(&format!("{value:?}")),
        Value::Symbol(text) => quoted(text),
        Value::Str(text) => quoted(text),
        Value::List(items) => {
            let items: Option<Vec<_>> = items.iter().map(literal).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Map(entries) => {
            let pair = |(name, value): (&str, &Value)| {
                Some(format!("{} = {}", key(name), literal(value)?))
            };
            let entries: Option<Vec<_>> =
                entries.iter().map(|e| pair((&e.key, &e.value))).collect();
            format!("{{ {} }}", entries?.join(", "))
        }
        Value::Unfinished | Value::None | Value::Note(_) | Value::Secret | Value::Error(_) => {
            return None;
        }
    })
}

/// A string in which nothing ends the line, the string or the comment.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if escape::is_unprintable(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;
    use std::time::Duration;

    fn option(name: &'static str, default: Option<Value>) -> SchemaOption {
        SchemaOption {
            name,
            path: name.to_owned(),
            ty: "",
            unit: "",
            help: "",
            env: "",
            secret: false,
            default,
            options: Vec::new(),
        }
    }

    fn check(options: Vec<SchemaOption>, expect: &str) {
        let text = Schema { group: "default", options }.to_string();
        assert_eq!(text, expect, "\n{text}");
    }

    fn check_value(value: Value, expect: &str) {
        check(
            vec![option("k", Some(value))],
            &format!("{}\n", format!("#k = {expect}").trim_end()),
        );
    }

    #[test]
    fn an_option_is_told_with_all_that_is_known_of_it() {
        let listen = SchemaOption {
            ty: "Option<u16>",
            unit: "ms",
            help: "How long to wait.",
            env: "NOVA_WAIT",
            ..option("wait", Some(Value::Int(3)))
        };
        let unknown = option("unknown", None);
        let unset = SchemaOption { ty: "Option<u8>", ..option("unset", Some(Value::None)) };
        let secret =
            SchemaOption { secret: true, ty: "String", ..option("key", Some(Value::Int(3))) };
        let expect = "\
# How long to wait.
# Option<u16>; in ms; env NOVA_WAIT
#wait = 3

#unknown =

# Option<u8>; unset by default
#unset =

# String; masked in reports
#key =
";
        check(vec![listen, unknown, unset, secret], expect);
    }

    #[test]
    fn the_tables_of_a_table_come_after_its_options() {
        let disk = SchemaOption { options: vec![option("path", None)], ..option("disk", None) };
        let options = vec![disk, option("size", None)];
        let cache = SchemaOption { options, help: "What is kept.", ..option("the cache", None) };
        let expect = "\
#listen =

# What is kept.
[\"the cache\"]

#size =

[\"the cache\".disk]

#path =
";
        check(vec![cache, option("listen", None)], expect);
    }

    #[test]
    fn a_value_is_written_as_toml_writes_it() {
        check_value(Value::Bool(true), "true");
        check_value(Value::Float(1.0), "1.0");
        check_value(Value::Float(f64::NEG_INFINITY), "-inf");
        check_value(Value::Float(-f64::NAN), "nan");
        check_value(Value::Duration(Duration::from_millis(1_500)), "\"1.5s\"");
        check_value(Value::Symbol("/run/x".into()), "\"/run/x\"");
        check_value(Value::Str("a\"b\\c\n\t\u{1b}#".into()), r#""a\"b\\c\n\t\u001B#""#);
        let list = Value::List(vec![Value::Int(1), Value::Int(2)]);
        check_value(list.clone(), "[1, 2]");
        check_value(Value::Map(vec![Entry::new("a b", list)]), "{ \"a b\" = [1, 2] }");
        check_value(Value::Map(Vec::new()), "{}");
        check_value(Value::List(vec![Value::Secret]), "");
        check_value(Value::Note("empty".into()), "");
    }

    #[test]
    fn a_long_help_is_broken_between_its_words() {
        let help = "word word word word word word word word word word word word word word word\n\
                    word word\u{1b} a-word-that-is-longer-than-a-whole-line-could-ever-take-without-\
                    being-broken-somewhere end";
        let expect = "\
# word word word word word word word word word word word word word word word
# word word\\u{1b}
# a-word-that-is-longer-than-a-whole-line-could-ever-take-without-being-broken-somewhere
# end
#k =
";
        check(vec![SchemaOption { help, ..option("k", None) }], expect);
    }
}
