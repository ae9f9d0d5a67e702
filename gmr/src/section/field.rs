//! What a derive says of a field, once and without a value.

use super::mask::is_sensitive_name;
use super::{ConfigReport, Map};
use std::fmt;
use std::marker::PhantomData;

/// What a derive says of a field.
///
/// ```
/// use gmr::ConfigReport;
///
/// #[derive(ConfigReport)]
/// struct DatabaseConfig {
///     /// How long a query may take.
///     #[gmr(unit = "ms", env = "DB_TIMEOUT")]
///     timeout: u64,
/// }
///
/// let field = &<DatabaseConfig as ConfigReport>::FIELDS[0];
/// assert_eq!(field.name, "timeout");
/// assert_eq!(field.help, "How long a query may take.");
/// assert_eq!(field.unit, "ms");
/// assert_eq!(field.env, "DB_TIMEOUT");
/// assert_eq!(field.ty, "u64");
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Field {
    /// The name as shown.
    pub name: &'static str,
    /// The name in the program if it was renamed, or empty; it tells of a secret, too.
    pub written: &'static str,
    /// The unit of a number, or empty.
    pub unit: &'static str,
    /// The first paragraph of its documentation, or empty.
    pub help: &'static str,
    /// Always masked.
    pub secret: bool,
    /// Never masked by its name.
    pub show: bool,
    /// The environment variable that sets it, or empty.
    pub env: &'static str,
    /// Its type as it is written, or empty.
    pub ty: &'static str,
    /// The options in it, if it is a group; a function, because a group may hold its own kind.
    pub fields: Option<fn() -> &'static [Field]>,
    /// Writes what the options in it are when nobody sets them, if it is a group.
    pub(super) defaults: Option<fn(&mut Map<'_>)>,
    /// Whether the options in it stand beside the others, without its name.
    pub flatten: bool,
}

/// What the type of a field knows of the options in it.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    fields: fn() -> &'static [Field],
    defaults: fn(&mut Map<'_>),
}

impl Field {
    /// A field of which only the name is known.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Field {
            name,
            written: "",
            unit: "",
            help: "",
            secret: false,
            show: false,
            env: "",
            ty: "",
            fields: None,
            defaults: None,
            flatten: false,
        }
    }

    /// The name in the program, where it was renamed.
    #[must_use]
    pub const fn written(self, written: &'static str) -> Self {
        Field { written, ..self }
    }

    /// The unit of a number.
    #[must_use]
    pub const fn unit(self, unit: &'static str) -> Self {
        Field { unit, ..self }
    }

    /// What it is for, in a sentence.
    #[must_use]
    pub const fn help(self, help: &'static str) -> Self {
        Field { help, ..self }
    }

    /// Masks it always.
    #[must_use]
    pub const fn secret(self) -> Self {
        Field { secret: true, ..self }
    }

    /// Shows it although its name says that it is a secret.
    #[must_use]
    pub const fn show(self) -> Self {
        Field { show: true, ..self }
    }

    /// The environment variable that sets it.
    #[must_use]
    pub const fn env(self, env: &'static str) -> Self {
        Field { env, ..self }
    }

    /// Its type as it is written.
    #[must_use]
    pub const fn ty(self, ty: &'static str) -> Self {
        Field { ty, ..self }
    }

    /// The options in it.
    #[must_use]
    pub const fn fields(self, group: Option<Group>) -> Self {
        match group {
            Some(Group { fields, defaults }) => {
                Field { fields: Some(fields), defaults: Some(defaults), ..self }
            }
            None => self,
        }
    }

    /// Whether a name of it says that it holds a secret.
    pub(super) fn is_sensitive(&self) -> bool {
        is_sensitive_name(self.name) || is_sensitive_name(self.written)
    }

    /// Puts the options in it beside the others.
    #[must_use]
    pub const fn flatten(self) -> Self {
        Field { flatten: true, ..self }
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The options in it may be its own kind, without end.
        f.debug_struct("Field")
            .field("name", &self.name)
            .field("ty", &self.ty)
            .finish_non_exhaustive()
    }
}

/// How generated code finds the options in a type: where it has any, what is here is found before
/// what [`NoSchema`] knows of any type.
#[derive(Debug)]
pub struct Schema<T: ?Sized>(PhantomData<T>);

impl<T: ConfigReport + ?Sized> Schema<T> {
    /// The options.
    pub const FIELDS: Option<Group> =
        Some(Group { fields: || T::FIELDS, defaults: T::report_defaults });

    /// Writes the options beside those that are here.
    pub fn put(value: &T, map: &mut Map<'_>) {
        value.report_fields(map);
    }

    /// Writes what they are when nobody sets them; but for a group in itself, which has no end.
    pub fn put_defaults(map: &mut Map<'_>) {
        map.once(std::any::type_name::<T>(), T::report_defaults);
    }
}

/// What is known of any type; that one ought to have options is told elsewhere.
pub trait NoSchema {
    /// Nothing.
    const FIELDS: Option<Group> = None;

    /// Writes nothing.
    fn put<V: ?Sized>(value: &V, map: &mut Map<'_>) {
        let _ = (value, map);
    }

    /// Writes nothing.
    fn put_defaults(map: &mut Map<'_>) {
        let _ = map;
    }
}

impl<T: ?Sized> NoSchema for Schema<T> {}
