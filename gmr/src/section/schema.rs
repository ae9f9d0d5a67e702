//! What can be configured, from what the derives say of it.

use super::{ConfigReport, Field, Map, Out, Sheet, value_of};
use crate::model::{Schema, SchemaOption, Value};

/// What is never masked by its name alone: the last word of such a type.
const NEVER_MASKED: [&str; 20] = [
    "bool",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "f32",
    "f64",
    "Duration",
    "PathBuf",
    "IpAddr",
    "SocketAddr",
    "SystemTime",
];

/// The options of a configuration, without a value of it.
///
/// Its `Display` is a sample file with what each option is for, its type, unit, variable and
/// default: a program can print it for `--print-config`.
///
/// ```
/// #[derive(gmr::ConfigReport)]
/// struct Config {
///     /// Where the service listens.
///     #[gmr(default = "[::]:8080")]
///     listen: String,
/// }
///
/// let sample = "# Where the service listens.\n# String\n#listen = \"[::]:8080\"\n";
/// assert_eq!(gmr::schema::<Config>().to_string(), sample);
/// ```
#[must_use]
pub fn schema<C: ConfigReport + ?Sized>() -> Schema {
    let mut walk = Walk { path: String::new(), open: Vec::new(), sensitive: false };
    let defaults = written(C::report_defaults);
    Schema { group: C::GROUP, options: walk.options(C::FIELDS, &[defaults]) }
}

/// What a function writes into a map.
fn written(write: fn(&mut Map<'_>)) -> Value {
    let sheet = Sheet::new();
    write(&mut Out::root(&sheet).map());
    value_of(sheet.take())
}

struct Walk {
    /// The names that lead here, joined by `.`.
    path: String,
    /// The groups that lead here: one that holds its own kind has no end.
    open: Vec<&'static [Field]>,
    /// Whether a name that leads here says that it is a secret.
    sensitive: bool,
}

impl Walk {
    /// The options of a group; of `defaults`, the first that knows one counts.
    fn options(&mut self, fields: &'static [Field], defaults: &[Value]) -> Vec<SchemaOption> {
        if self.open.iter().any(|open| is_same(open, fields)) {
            return Vec::new();
        }
        self.open.push(fields);
        let mut options = Vec::new();
        for field in fields {
            if field.flatten {
                let outer = self.sensitive;
                self.sensitive |= field.is_sensitive() && !field.show;
                options.extend(self.inner(field, defaults));
                self.sensitive = outer;
            } else {
                options.push(self.option(field, defaults));
            }
        }
        self.open.pop();
        options
    }

    /// The options in a field; none if it is a single one. What those around it say of its
    /// defaults counts before what its own type says.
    fn inner(&mut self, field: &'static Field, defaults: &[Value]) -> Vec<SchemaOption> {
        let Some(fields) = field.fields else { return Vec::new() };
        let own = field.defaults.map(written);
        let defaults: Vec<Value> = defaults.iter().cloned().chain(own).collect();
        self.options(fields(), &defaults)
    }

    fn option(&mut self, field: &'static Field, defaults: &[Value]) -> SchemaOption {
        let (length, outer) = (self.path.len(), self.sensitive);
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(field.name);
        let known: Vec<Value> =
            defaults.iter().filter_map(|of| said_last(of, field.name)).cloned().collect();
        let named = outer || field.is_sensitive();
        self.sensitive = field.secret || (named && !field.show);
        let secret = field.secret || (self.sensitive && !is_plain(field, known.first()));
        let options = self.inner(field, &known);
        let option = SchemaOption {
            name: field.name,
            path: self.path.clone(),
            ty: field.ty,
            unit: field.unit,
            help: field.help,
            env: field.env,
            secret: secret && options.is_empty(),
            default: known.into_iter().next(),
            options,
        };
        self.path.truncate(length);
        self.sensitive = outer;
        option
    }
}

/// The default of an option: what is said of the field comes after what is said of its type, and
/// counts.
fn said_last<'v>(defaults: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Map(entries) = defaults else { return None };
    entries.iter().rev().find(|entry| entry.key == name).map(|entry| &entry.value)
}

/// Whether these are the options of one type. Not by their address: a constant may have several.
fn is_same(one: &[Field], other: &[Field]) -> bool {
    let said = |field: &Field| (field.name, field.ty, field.help);
    !one.is_empty() && one.iter().map(said).eq(other.iter().map(said))
}

/// Whether the value would be shown in a report although its name is that of a secret.
fn is_plain(field: &Field, default: Option<&Value>) -> bool {
    let last = field.ty.trim_end_matches('>').rsplit(['<', ':', ' ']).next();
    let of_type = last.is_some_and(|last| NEVER_MASKED.contains(&last));
    of_type || matches!(default, Some(Value::Bool(_) | Value::Int(_) | Value::Symbol(_)))
}

#[cfg(test)]
mod tests;
