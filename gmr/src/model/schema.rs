//! What can be configured, before there is a value.

use super::Value;

/// The options of a configuration, in the order of their author.
///
/// [`gmr::schema`](crate::schema) makes it; its `Display` is a sample file:
///
/// ```
/// #[derive(gmr::ConfigReport)]
/// struct Config {
///     /// Where the service listens.
///     #[gmr(env = "SHOP_LISTEN", default = "[::]:8080")]
///     listen: String,
///     cache: Cache,
/// }
///
/// #[derive(gmr::ConfigReport)]
/// struct Cache {
///     #[gmr(unit = "MiB")]
///     size: u64,
/// }
///
/// let schema = gmr::schema::<Config>();
/// let paths: Vec<&str> = schema.iter().map(|option| option.path.as_str()).collect();
/// assert_eq!(paths, ["listen", "cache.size"]);
/// assert_eq!(schema.to_string(), r##"# Where the service listens.
/// ## String; env SHOP_LISTEN
/// ##listen = "[::]:8080"
///
/// [cache]
///
/// ## u64; in MiB
/// ##size =
/// "##);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Schema {
    /// The name of the group.
    pub group: &'static str,
    /// The options and groups of options.
    pub options: Vec<SchemaOption>,
}

/// An option, or a group of options.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SchemaOption {
    /// The name as shown.
    pub name: &'static str,
    /// The names that lead here, joined by `.`.
    pub path: String,
    /// The type as it is written, or empty.
    pub ty: &'static str,
    /// The unit of a number, or empty.
    pub unit: &'static str,
    /// The first paragraph of its documentation, or empty.
    pub help: &'static str,
    /// The environment variable that sets it, or empty.
    pub env: &'static str,
    /// Whether its value is masked in a report.
    pub secret: bool,
    /// The value it has when nobody sets it, if that is known.
    pub default: Option<Value>,
    /// The options in it; empty for a single option.
    pub options: Vec<SchemaOption>,
}

impl Schema {
    /// Every single option, with those of groups in their places.
    pub fn iter(&self) -> impl Iterator<Item = &SchemaOption> {
        let mut found = Vec::new();
        collect(&self.options, &mut found);
        found.into_iter()
    }
}

fn collect<'s>(options: &'s [SchemaOption], found: &mut Vec<&'s SchemaOption>) {
    for option in options {
        if option.options.is_empty() {
            found.push(option);
        }
        collect(&option.options, found);
    }
}
