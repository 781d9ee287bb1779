//! The arguments of every command; `--help` is made from these comments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Verifies certificates of many formats, and makes and checks what Certfill works with.
#[derive(Parser)]
#[command(name = "certfill", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Verifies a certificate of any format, or a case with its receipt: 0 valid, 1 invalid, 2 undetermined
    Verify(Verify),
    /// Shows how a certificate is built; nothing of it is verified
    Inspect(Inspect),
    /// Prints the table of reason codes
    Codes(Codes),
    /// Issues an SD-JWT VC from claims, for tests and specimens
    Issue(Issue),
    /// Makes a new Ed25519 signing key
    Key(Key),
    /// Checks a form definition (EF 1.0) against the linter rules
    Lint(Lint),
    /// Signs a trust list or a status list
    SignList(SignList),
    /// Lints, signs and publishes a department's folder: services, forms, types, rules
    Publish(Publish),
    /// Opens a form in the real app with example certificates, and again on every save
    #[cfg(feature = "preview")]
    Preview(Preview),
}

#[derive(Args)]
pub(crate) struct Verify {
    /// Trust this key for any issuer and type: JWK, JWK Set, or PEM (certificate or public key)
    #[arg(long = "key", value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,
    /// A signed trust list
    #[arg(long, value_name = "FILE", requires = "trust_root")]
    pub(crate) trust_list: Option<PathBuf>,
    /// The root keys that sign the trust list
    #[arg(long, value_name = "FILE", requires = "trust_list")]
    pub(crate) trust_root: Option<PathBuf>,
    /// Services on the trust list may issue every type where the list does not say which ones
    #[arg(long, requires = "trust_list")]
    pub(crate) any_type: bool,
    /// A status list token, as fetched from the address in the certificate
    #[arg(long = "status", value_name = "FILE")]
    pub(crate) status: Vec<PathBuf>,
    /// A revocation list of X.509 certificates (DER or PEM), as fetched from their issuer
    #[arg(long = "crl", value_name = "FILE")]
    pub(crate) crls: Vec<PathBuf>,
    /// The revocation list of a SMART Health Card issuer, as fetched from <issuer>/.well-known/crl/<kid>.json
    /// over TLS: it is not signed, so it is worth as much as that connection
    #[arg(long = "card-revocations", value_name = "FILE")]
    pub(crate) card_revocations: Vec<PathBuf>,
    /// Leave the issuer unestablished where there is no revocation list for a certificate of its chain
    #[arg(long)]
    pub(crate) require_crl: bool,
    /// Verify as of exactly this time instead of now: RFC 3339 (UTC when it has no offset), a date,
    /// or Unix seconds. Without it, clocks may differ by 60 seconds; with it, by none
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    pub(crate) at: Option<String>,
    /// Require proof that the holder presents it in answer to this nonce
    #[arg(long, value_name = "N", requires = "audience")]
    pub(crate) nonce: Option<String>,
    /// Require proof that the holder presents it to this audience
    #[arg(long, value_name = "A", requires = "nonce")]
    pub(crate) audience: Option<String>,
    /// Accept the old media type vc+sd-jwt
    #[arg(long)]
    pub(crate) allow_legacy_typ: bool,
    /// Refuse certificates that never expire
    #[arg(long)]
    pub(crate) require_expiry: bool,
    /// Accept Bitstring Status Lists with as few entries as this (the standard asks for 131072)
    #[arg(long, value_name = "N")]
    pub(crate) least_status_entries: Option<u64>,
    /// Print exactly one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Words in this language
    #[arg(long, value_enum, default_value = "en")]
    pub(crate) lang: Language,
    /// The certificate, or a case as the app saves it; `-` reads stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Inspect {
    /// The certificate; `-` reads stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Codes {
    /// Print the table of the documentation
    #[arg(long)]
    pub(crate) markdown: bool,
    /// Words in this language
    #[arg(long, value_enum, default_value = "en")]
    pub(crate) lang: Language,
}

#[derive(Args)]
pub(crate) struct Issue {
    /// The issuer's private key, as made by `certfill key`
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The holder's public key (JWK) to bind the certificate to
    #[arg(long, value_name = "FILE")]
    pub(crate) holder: Option<PathBuf>,
    /// Keep these top-level claims always visible (iss, vct, exp and the like are in any case)
    #[arg(long, value_name = "NAME")]
    pub(crate) open: Vec<String>,
    /// The claims, a JSON object with `iss` and `vct`; `-` reads stdin
    #[arg(value_name = "FILE")]
    pub(crate) claims: PathBuf,
}

#[derive(Args)]
pub(crate) struct Key {
    /// Print the public half of this private key instead
    #[arg(long, value_name = "FILE")]
    pub(crate) public: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Lint {
    /// The form definition (JSON); `-` reads stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Publish {
    /// The department's private key, as made by `certfill key`
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where the published files go (default: `published` in the folder)
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Only say what has changed
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Publish although drafts that people have begun will break
    #[arg(long)]
    pub(crate) breaking: bool,
    /// Sign again although nothing has changed, with a new time
    #[arg(long)]
    pub(crate) renew: bool,
    /// Sign as of this time (RFC 3339 or Unix seconds) instead of now
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    pub(crate) at: Option<String>,
    /// The department's folder
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

#[cfg(feature = "preview")]
#[derive(Args)]
pub(crate) struct Preview {
    /// Serve on this port of 127.0.0.1 (default: a free one, so that every preview begins with an empty wallet)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    /// Leave the browser alone; the address is printed
    #[arg(long)]
    pub(crate) no_open: bool,
    /// The built app (default: `dist` of the project)
    #[arg(long, value_name = "DIR")]
    pub(crate) app: Option<PathBuf>,
    /// The city whose people have the example certificates (default: the specimen city of the project)
    #[arg(long, value_name = "DIR")]
    pub(crate) world: Option<PathBuf>,
    /// End when stdin ends instead of at Ctrl-C, for programs that start this one
    #[arg(long)]
    pub(crate) until_stdin_closes: bool,
    /// The form definition (JSON); in a department's folder its types and examples are used as well
    #[arg(value_name = "FORM.json")]
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct SignList {
    /// What is signed
    #[arg(value_enum)]
    pub(crate) kind: ListKind,
    /// The private key that signs
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Sign as of this time (RFC 3339 or Unix seconds) instead of now
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    pub(crate) at: Option<String>,
    /// The list's content (JSON); `-` reads stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ListKind {
    /// A trust list: ETSI TS 119 602 JSON
    Trust,
    /// A status list: {"uri", "bits", "length", "set": {"INDEX": VALUE}, "ttl"?, "exp"?}
    Status,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// Chinese
    Zh,
}

impl From<Language> for cert_words::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Zh => Self::Zh,
        }
    }
}
