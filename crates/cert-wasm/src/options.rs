//! The options as JSON text, through the core's own strict reader: that needs no second
//! deserialiser, which was a seventh of the engine's size.

use cert_verify::{
    Binding, Code, Policy, RememberedList, Report, RootKeys, StatusEvidence, Trust, TrustList,
    UnixTime, base64url, jcs, json, trusted_keys_from,
};
use serde_json::{Map, Value};

/// Status lists may be long, and many; each is judged by its own, smaller limits.
const OPTIONS: json::Limits = json::Limits { bytes: 64 << 20, depth: 32, items: 200_000 };

/// The options are no JSON object, or a member is unknown or of the wrong kind.
const OPTIONS_MALFORMED: &str = "options-malformed";

/// A member of the options that is text.
type Text = Option<String>;

/// What the caller decides: every argument of the core's `verify` but the certificate.
#[derive(Default)]
struct Options {
    at: Option<i64>,
    keys: Vec<String>,
    trust_list: Text,
    trust_roots: Text,
    any_type: bool,
    remembered: Option<RememberedList>,
    status: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    card_revocations: Vec<String>,
    nonce: Text,
    audience: Text,
    policy: Option<Policy>,
}

/// The options, read: every argument of the core but the certificate.
pub(crate) struct Given {
    pub(crate) trust: Trust,
    pub(crate) status: StatusEvidence,
    binding: Option<(String, String)>,
    pub(crate) policy: Policy,
    pub(crate) now: UnixTime,
    /// What is to be said of the trust list.
    list: Option<Value>,
}

impl Given {
    /// # Errors
    /// A stable code.
    pub(crate) fn read(options: &str) -> Result<Self, &'static str> {
        let options = read(options).ok_or(OPTIONS_MALFORMED)?;
        let now = UnixTime::from_seconds(options.at.ok_or("at-is-not-unix-seconds")?);
        let mut trust = Trust::nobody();
        for text in &options.keys {
            let keys = trusted_keys_from(text.as_bytes()).map_err(Code::as_str)?;
            trust = keys.into_iter().fold(trust, Trust::with_any_issuer);
        }
        let mut told = None;
        if let (Some(list), Some(roots)) = (&options.trust_list, &options.trust_roots) {
            let roots = json::parse(roots.as_bytes(), json::Limits::LIST).map_err(Code::as_str)?;
            let roots = RootKeys::from_json(&roots).map_err(Code::as_str)?;
            let told = told.insert(Map::new());
            match TrustList::accept(list.as_bytes(), &roots, options.remembered.as_ref(), now) {
                Ok(list) => {
                    trust = match options.any_type {
                        true => trust.with_list_of_any_type(&list),
                        false => trust.with_list(&list),
                    };
                    let seen = list.remembered();
                    told.insert("sequence".to_owned(), seen.sequence.into());
                    told.insert("digest".to_owned(), base64url::encode(&seen.digest).into());
                }
                Err(code) => drop(told.insert("code".to_owned(), code.as_str().into())),
            }
        }
        let mut status = StatusEvidence::none();
        for token in &options.status {
            status.add(token, now);
        }
        for list in &options.card_revocations {
            status.add_card_revocations(list.as_bytes());
        }
        options.crls.iter().for_each(|list| status.add_crl(list));
        let policy = options.policy.unwrap_or(Policy::strict());
        let binding = match (options.nonce, options.audience) {
            (Some(nonce), Some(audience)) => Some((nonce, audience)),
            (None, None) => None,
            _ => return Err("nonce-and-audience-belong-together"),
        };
        Ok(Self { trust, status, binding, policy, now, list: told.map(Value::Object) })
    }

    pub(crate) fn binding(&self) -> Binding<'_> {
        match &self.binding {
            Some((nonce, audience)) => Binding::Required { nonce, audience },
            None => Binding::NotAsked,
        }
    }

    /// The text for JavaScript.
    pub(crate) fn answer(&self, report: &Report) -> String {
        let mut answer = "{".to_owned();
        if let Some(list) = &self.list {
            answer.push_str("\"trustList\":");
            answer.push_str(&jcs::text(list));
            answer.push(',');
        }
        answer.push_str("\"report\":");
        report.write_json(&mut answer);
        answer.push('}');
        answer
    }
}

/// `None`: malformed, or a member that is not known; a misspelt option must not be a lost one.
fn read(text: &str) -> Option<Options> {
    let mut options = Options::default();
    let mut policy = Policy::strict();
    for (name, value) in json::parse_object(text.as_bytes(), OPTIONS).ok()? {
        let text = || value.as_str().map(str::to_owned);
        match name.as_str() {
            "at" => options.at = Some(value.as_i64()?),
            "keys" => options.keys = texts(&value)?,
            "trustList" => options.trust_list = Some(text()?),
            "trustRoots" => options.trust_roots = Some(text()?),
            "anyType" => options.any_type = value.as_bool()?,
            "requireExpiry" => policy = policy.with_expiry_required(value.as_bool()?),
            "leastStatusEntries" => {
                policy = policy.with_least_status_entries(value.as_u64()?);
            }
            "rememberedList" => options.remembered = Some(remembered(&value)?),
            "status" => {
                options.status.extend(texts(&value)?.into_iter().map(String::into_bytes));
            }
            "statusBytes" => {
                for token in texts(&value)? {
                    options.status.push(base64url::decode(&token).ok()?);
                }
            }
            "crls" => {
                for list in texts(&value)? {
                    options.crls.push(match list.starts_with('-') {
                        true => list.into_bytes(),
                        false => base64url::decode(&list).ok()?,
                    });
                }
            }
            "cardRevocations" => options.card_revocations = texts(&value)?,
            "requireCrl" => policy = policy.with_crl_required(value.as_bool()?),
            "nonce" => options.nonce = Some(text()?),
            "audience" => options.audience = Some(text()?),
            "allowLegacyTyp" => policy = policy.with_legacy_typ(value.as_bool()?),
            "statusMaxAge" => policy = policy.with_status_max_age(value.as_i64()?),
            "keyBindingMaxAge" => policy = policy.with_key_binding_max_age(value.as_i64()?),
            "clockSkew" => policy = policy.with_clock_skew(value.as_i64()?),
            _ => return None,
        }
    }
    options.policy = Some(policy);
    Some(options)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

fn remembered(value: &Value) -> Option<RememberedList> {
    let digest = base64url::decode(value.get("digest")?.as_str()?).ok()?;
    Some(RememberedList {
        sequence: value.get("sequence")?.as_u64()?,
        digest: digest.try_into().ok()?,
    })
}
