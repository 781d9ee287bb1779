//! What a business checks certificates against: the trust list of the city, and the status lists that
//! certificates name. Fetched when they are needed, kept for minutes; a list that does not come leaves the last
//! good one in force until its own time is over.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use cert_verify::{
    Binding, Certificate, Check, Outcome, Policy, RememberedList, StatusEvidence, Trust, TrustList,
    UnixTime, verify,
};
use serde_json::Value;

use super::{OwnOffice, fetch};
use crate::{
    Server,
    problem::{Code, Problem},
};

/// Lists are fetched again after this time: a revocation is seen within it.
const FRESH_SECONDS: i64 = 300;

/// After a failure it is tried again after this time, so that an absent city is not asked for each filing.
const PATIENCE_SECONDS: i64 = 10;

/// Status lists that are kept; a form asks for a handful of types.
const MAX_LISTS: usize = 64;

/// What was fetched.
#[derive(Debug, Default)]
pub(crate) struct City {
    known: Mutex<Known>,
    /// Held while the first trust list is fetched: who comes meanwhile waits for it, and does not ask again.
    first: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    trust: Option<(UnixTime, Arc<Trust>, RememberedList)>,
    trust_tried: Option<UnixTime>,
    /// By address: when it was fetched, and the list.
    statuses: HashMap<String, (UnixTime, Arc<Vec<u8>>)>,
}

/// What a filing is checked against.
pub(crate) struct Lists {
    pub(crate) trust: Arc<Trust>,
    pub(crate) status: StatusEvidence,
}

impl City {
    /// The trust list in force.
    ///
    /// # Errors
    /// [`Code::NotReady`], when there never was one.
    pub(crate) async fn trust(
        &self,
        server: &Server,
        own: &OwnOffice,
    ) -> Result<Arc<Trust>, Problem> {
        let is_there = self.lock().trust.is_some();
        let _turn = if is_there { None } else { Some(self.first.lock().await) };
        let now = server.now();
        let is_new =
            |at: UnixTime, seconds: i64| (0..seconds).contains(&(now.seconds() - at.seconds()));
        let remembered = {
            let mut known = self.lock();
            let is_tried = known.trust_tried.is_some_and(|at| is_new(at, PATIENCE_SECONDS));
            match &known.trust {
                Some((at, trust, _)) if is_tried || is_new(*at, FRESH_SECONDS) => {
                    return Ok(trust.clone());
                }
                // However many file: a city that is away is asked once in a while.
                None if is_tried => return Err(Code::NotReady.into()),
                _ => {}
            }
            known.trust_tried = Some(now);
            known.trust.as_ref().map(|(_, _, remembered)| *remembered)
        };
        let bytes = get(own.trust_list.clone()).await;
        let accepted = bytes.zip(own.trust_roots.as_ref()).and_then(|(bytes, (roots, _))| {
            TrustList::accept(&bytes, roots, remembered.as_ref(), now).ok()
        });
        let mut known = self.lock();
        if let Some(list) = accepted {
            let trust = Arc::new(Trust::nobody().with_list(&list));
            known.trust = Some((now, trust, list.remembered()));
        } else {
            tracing::warn!("the trust list could not be fetched, or is not signed as it should be");
        }
        known.trust.as_ref().map(|(_, trust, _)| trust.clone()).ok_or_else(|| Code::NotReady.into())
    }

    /// All that these certificates are checked against.
    ///
    /// # Errors
    /// Those of [`City::trust`]. A status list that does not come is no error here: the check says so.
    pub(crate) async fn lists(
        &self,
        server: &Server,
        own: &OwnOffice,
        certificates: &[String],
    ) -> Result<Lists, Problem> {
        let trust = self.trust(server, own).await?;
        let now = server.now();
        let mut status = StatusEvidence::none();
        let mut asked = std::collections::BTreeSet::new();
        let named = certificates.iter().filter_map(|text| Certificate::parse(text.as_bytes()).ok());
        // Whoever nobody trusts makes this server ask for nothing at all.
        let named = named.filter(|one| is_trusted(one, &trust, now));
        let named = named.flat_map(|one| one.evidence_needed().status_lists);
        for address in named.collect::<Vec<_>>() {
            if !may_ask(own, &address) || asked.len() >= MAX_LISTS || !asked.insert(address.clone())
            {
                continue;
            }
            let kept = self.lock().statuses.get(&address).cloned();
            let is_new =
                |at: &UnixTime| (0..FRESH_SECONDS).contains(&(now.seconds() - at.seconds()));
            let list = match kept {
                Some((at, list)) if is_new(&at) => Some(list),
                older => match get(address.clone()).await {
                    Some(bytes) => Some(self.keep(address.clone(), now, bytes)),
                    // It says itself how long it counts.
                    None => older.map(|(_, list)| list),
                },
            };
            if let Some(list) = list {
                status.add_fetched_from(&address, &list, now);
            }
        }
        Ok(Lists { trust, status })
    }

    fn keep(&self, address: String, now: UnixTime, bytes: Vec<u8>) -> Arc<Vec<u8>> {
        let list = Arc::new(bytes);
        let mut known = self.lock();
        if known.statuses.len() >= MAX_LISTS {
            known.statuses.clear();
        }
        known.statuses.insert(address, (now, list.clone()));
        list
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether somebody on the list signed it, whatever else is wrong with it.
fn is_trusted(certificate: &Certificate, trust: &Trust, now: UnixTime) -> bool {
    let nothing = StatusEvidence::none();
    let policy = Policy::strict();
    let found = verify(certificate, trust, &nothing, Binding::NotAsked, &policy, now);
    found.report.outcome(Check::Issuer) == Some(Outcome::Passed)
}

/// Only hosts that the operator named: what a certificate names is a stranger's word.
fn may_ask(own: &OwnOffice, address: &str) -> bool {
    let Some(origin) = fetch::origin_of(address) else { return false };
    fetch::origin_of(&own.trust_list) == Some(origin)
        || own.status_origins.iter().any(|other| other == origin)
}

async fn get(address: String) -> Option<Vec<u8>> {
    tokio::task::spawn_blocking(move || fetch::get(&address)).await.ok().flatten()
}

/// The certificates in the body of a filing, before anything of it is believed.
pub(crate) fn presented(body: &[u8]) -> Vec<String> {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let tokens = body.get("vp_token").and_then(Value::as_object);
    let texts = tokens.into_iter().flatten().filter_map(|(_, list)| list.as_array()).flatten();
    texts.filter_map(Value::as_str).map(str::to_owned).take(MAX_LISTS).collect()
}
