//! A type with a derive, as its author means it.

mod field;
mod serde;

pub(crate) use field::{Field, Form, Unset};

use self::serde::Serde;
use crate::attr::{Options, flatten};
use crate::case::Case;
use crate::check;
use crate::ctxt::Ctxt;
use crate::symbol::{self, Key, Place, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Meta};

/// Where `gmr` is; everything that generated code names is under it.
#[derive(Clone)]
pub(crate) struct Root(TokenStream);

impl Root {
    /// What `crate = path` says, or `::gmr`.
    pub(crate) fn read(options: &Options<'_>) -> Self {
        Root(options.path(symbol::CRATE, "path::to::gmr").unwrap_or_else(|| quote!(::gmr)))
    }
}

impl ToTokens for Root {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// A type with `derive(ReportSection)`.
pub(crate) struct SectionType<'a> {
    pub(crate) common: Common<'a>,
    pub(crate) title: String,
    pub(crate) order: i32,
    /// Zero for the default one.
    pub(crate) timeout_ms: u64,
}

/// A type with `derive(ConfigReport)`.
pub(crate) struct ConfigType<'a> {
    pub(crate) common: Common<'a>,
    pub(crate) group: String,
    /// What all options are when nobody sets them.
    pub(crate) defaults: Option<Unset>,
    /// Who knows where the values came from.
    pub(crate) sources: Option<TokenStream>,
}

/// What both kinds have.
pub(crate) struct Common<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) root: Root,
    pub(crate) body: Body<'a>,
    pub(crate) source: Option<Source>,
    /// The bounds that stand for those that the fields ask for.
    pub(crate) bound: Option<TokenStream>,
    /// Whether its form is that of its only field.
    pub(crate) is_transparent: bool,
}

/// How the fields of a type get their names.
#[derive(Clone, Copy)]
pub(crate) struct Naming {
    case: Option<Case>,
    /// What `serde` does where nothing of ours is said.
    serde_case: Option<Case>,
    pub(crate) follows_serde: bool,
    pub(crate) is_transparent: bool,
}

impl Naming {
    /// The name of a field that has no other.
    pub(crate) fn name(self, name: &str) -> String {
        match (self.case, self.serde_case) {
            (Some(case), _) => case.apply(name),
            (None, Some(case)) => case.apply_as_serde(name),
            (None, None) => name.to_owned(),
        }
    }
}

/// What the type is made of.
pub(crate) enum Body<'a> {
    Struct(Fields<'a>),
    Enum(Vec<Variant<'a>>),
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) shown: String,
    /// The name in the program, if another one was chosen.
    pub(crate) written: Option<String>,
    pub(crate) fields: Fields<'a>,
}

/// The fields of a struct or of a variant, with those that are skipped.
pub(crate) struct Fields<'a> {
    pub(crate) shape: Shape,
    pub(crate) all: Vec<Field<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Named,
    Tuple,
    Unit,
}

/// Where the value comes from when a report asks.
pub(crate) enum Source {
    Static(TokenStream),
    Collect(TokenStream),
    Default(Span),
    Instances,
}

impl<'a> SectionType<'a> {
    pub(crate) fn read(input: &'a DeriveInput, options: &Options<'_>, cx: &Ctxt) -> Self {
        let title = options.string(symbol::TITLE, "\"My section\"");
        if let Some(title) = &title {
            check::title(title, cx);
        }
        let default = || Case::Title.apply(&plain(&input.ident));
        check::instances(options, &input.generics, cx);
        let naming = Naming {
            case: rename_all(options, cx),
            serde_case: None,
            follows_serde: false,
            is_transparent: options.flag(symbol::TRANSPARENT).is_some(),
        };
        let (place, sources) = (&symbol::SECTION_FIELD, symbol::SECTION_SOURCES);
        SectionType {
            common: Common::read(input, options, naming, place, sources, cx),
            title: title.map_or_else(default, |title| title.value()),
            order: options.int(symbol::ORDER).unwrap_or(0),
            timeout_ms: options.duration(symbol::TIMEOUT).unwrap_or(0),
        }
    }
}

impl<'a> ConfigType<'a> {
    pub(crate) fn read(input: &'a DeriveInput, options: &Options<'_>, cx: &Ctxt) -> Self {
        let group = options.string(symbol::GROUP, "\"database\"");
        if let Some(group) = &group {
            check::group(group, cx);
        }
        let follows_serde = !options.is_off(symbol::SERDE);
        let serde = Serde::read(&input.attrs, follows_serde);
        let naming = Naming {
            case: rename_all(options, cx),
            serde_case: serde.rename_all,
            follows_serde,
            is_transparent: false,
        };
        let (place, sources) = (&symbol::CONFIG_FIELD, symbol::CONFIG_SOURCES);
        ConfigType {
            common: Common::read(input, options, naming, place, sources, cx),
            group: group.map_or_else(|| default_group(&input.ident), |group| group.value()),
            defaults: options.flag(symbol::DEFAULT).map(Unset::OfType).or(serde.default),
            sources: options.path(symbol::SOURCES, "path::to::function"),
        }
    }
}

fn rename_all(options: &Options<'_>, cx: &Ctxt) -> Option<Case> {
    Case::read(&options.string(symbol::RENAME_ALL, "\"kebab-case\"")?, cx)
}

/// `DatabaseConfig` is the group `database`, and a mere `Config` is `default`, as in oslo.
fn default_group(ident: &Ident) -> String {
    const SUFFIXES: &[&str] = &["config", "settings", "options", "opts", "conf"];
    let name = Case::Snake.apply(&plain(ident));
    let (rest, last) = name.rsplit_once('_').unwrap_or(("default", &name));
    if SUFFIXES.contains(&last) { rest.to_owned() } else { name }
}

impl<'a> Common<'a> {
    fn read(
        input: &'a DeriveInput,
        options: &Options<'_>,
        naming: Naming,
        place: &Place,
        sources: &[Key],
        cx: &Ctxt,
    ) -> Self {
        check::source(options, sources, cx);
        check::bound(options, &input.generics, cx);
        let body = match &input.data {
            Data::Struct(data) => Body::Struct(Fields::read(&data.fields, place, naming, cx)),
            Data::Enum(data) => {
                let variants = data.variants.iter();
                let variants: Vec<_> =
                    variants.map(|v| Variant::read(v, place, naming, cx)).collect();
                check::variants(&variants, cx);
                Body::Enum(variants)
            }
            // The check of the shape told.
            Data::Union(_) => Body::Enum(Vec::new()),
        };
        if naming.is_transparent {
            check::transparent(options, &body, cx);
        }
        Common {
            input,
            root: Root::read(options),
            body,
            source: Source::read(options, sources),
            bound: options.bounds(symbol::BOUND),
            is_transparent: naming.is_transparent,
        }
    }

    /// The fields that are shown, in their order, whatever variant they belong to.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Field<'a>> {
        let (fields, variants) = match &self.body {
            Body::Struct(fields) => (Some(fields), &[][..]),
            Body::Enum(variants) => (None, &variants[..]),
        };
        let fields = fields.into_iter().chain(variants.iter().map(|variant| &variant.fields));
        fields.flat_map(Fields::shown)
    }

    /// Whether the fields must be copied, because they cannot be borrowed.
    pub(crate) fn is_packed(&self) -> bool {
        let packed = |attribute: &Attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("repr") => {
                flatten(list.tokens.clone()).iter().any(|tree| tree.to_string() == "packed")
            }
            _ => false,
        };
        self.input.attrs.iter().any(packed)
    }
}

impl Source {
    /// The first of the sources that is given.
    fn read(options: &Options<'_>, sources: &[Key]) -> Option<Self> {
        sources.iter().find_map(|key| match *key {
            symbol::STATIC => options.path(*key, "MY_STATIC").map(Source::Static),
            symbol::COLLECT => options.path(*key, "path::to::function").map(Source::Collect),
            symbol::INSTANCES => options.flag(*key).map(|_| Source::Instances),
            _ => options.flag(*key).map(Source::Default),
        })
    }
}

impl<'a> Variant<'a> {
    fn read(variant: &'a syn::Variant, place: &Place, naming: Naming, cx: &Ctxt) -> Self {
        let options = Options::of_attributes(&variant.attrs, &symbol::VARIANT, cx);
        let rename = options.string(symbol::RENAME, "\"name\"");
        if let Some(rename) = &rename {
            check::name(rename, cx);
        }
        let cased = || naming.name(&plain(&variant.ident));
        let naming = Naming { case: rename_all(&options, cx), is_transparent: false, ..naming };
        Variant {
            ident: &variant.ident,
            written: rename.is_some().then(|| plain(&variant.ident)),
            shown: rename.map_or_else(cased, |rename| rename.value()),
            fields: Fields::read(&variant.fields, place, naming, cx),
        }
    }
}

impl<'a> Fields<'a> {
    fn read(fields: &'a syn::Fields, place: &Place, naming: Naming, cx: &Ctxt) -> Self {
        let shape = match fields {
            syn::Fields::Named(_) => Shape::Named,
            syn::Fields::Unnamed(_) => Shape::Tuple,
            syn::Fields::Unit => Shape::Unit,
        };
        let read = |(at, field)| Field::read(at, field, place, naming, cx);
        let fields = Fields { shape, all: (0..).zip(fields).map(read).collect() };
        check::names(&fields, cx);
        fields
    }

    pub(crate) fn shown(&self) -> impl Iterator<Item = &Field<'a>> {
        self.all.iter().filter(|field| !matches!(field.form, Form::Skip))
    }
}
