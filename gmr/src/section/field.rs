//! What a derive says of a field, once and without a value.

/// What a derive says of a field.
///
/// ```
/// use gmr::ConfigReport;
///
/// #[derive(ConfigReport)]
/// struct DatabaseConfig {
///     /// How long a query may take.
///     #[gmr(unit = "ms")]
///     timeout: u64,
/// }
///
/// let field = &<DatabaseConfig as ConfigReport>::FIELDS[0];
/// assert_eq!(field.name, "timeout");
/// assert_eq!(field.help, "How long a query may take.");
/// assert_eq!(field.unit, "ms");
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Field {
    /// The name as shown.
    pub name: &'static str,
    /// The unit of a number, or empty.
    pub unit: &'static str,
    /// The first paragraph of its documentation, or empty.
    pub help: &'static str,
    /// Always masked.
    pub secret: bool,
    /// Never masked by its name.
    pub show: bool,
}

impl Field {
    /// A field of which only the name is known.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Field { name, unit: "", help: "", secret: false, show: false }
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
}
