//! An office as the form's rules describe it (EF 1.0, 3.6): nonces are used once and expire, a
//! key brings the same answer again, and nothing is filed that was refused.

/// How long a nonce lives.
pub(super) const NONCE_SECONDS: i64 = 900;

/// A filing as it is on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// The idempotency key.
    pub(super) key: String,
    /// The bytes: key, content and nonce.
    pub(super) body: String,
}

/// What the office says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Filed, now or before.
    Filed,
    /// A definite no.
    Refused(&'static str),
}

/// The offices of one form; they share nothing but this type.
#[derive(Clone, Debug, Default)]
pub(super) struct Office {
    /// When each nonce expires; its number is its place.
    pub(super) nonces: Vec<(i64, bool)>,
    /// What was filed.
    pub(super) filed: Vec<Post>,
    /// Content that is refused.
    pub(super) refuses: Option<u32>,
}

impl Post {
    /// The bytes of a filing.
    pub(super) fn body(key: &str, content: u32, nonce: usize) -> String {
        format!("{key}|{content}|{nonce}")
    }

    /// The filing's name: the last part of its key.
    pub(super) fn filing(&self) -> &str {
        self.key.rsplit('.').next().unwrap_or_default()
    }

    fn parts(&self) -> (u32, usize) {
        let mut parts = self.body.split('|').skip(1).map(str::parse::<usize>);
        let mut number = || parts.next().and_then(Result::ok).expect("a body of ours");
        (u32::try_from(number()).expect("small"), number())
    }
}

impl Office {
    /// Gives a nonce.
    pub(super) fn challenge(&mut self, now: i64) -> usize {
        self.nonces.push((now + NONCE_SECONDS, false));
        self.nonces.len() - 1
    }

    /// What it would say now.
    pub(super) fn would_say(&self, post: &Post, now: i64) -> Said {
        if let Some(known) = self.filed.iter().find(|known| known.key == post.key) {
            let same = known.body == post.body;
            return if same { Said::Filed } else { Said::Refused("idempotency-key-reused") };
        }
        let (content, nonce) = post.parts();
        match self.nonces.get(nonce) {
            Some((_, true)) => Said::Refused("nonce-used"),
            Some((expires, _)) if *expires <= now => Said::Refused("nonce-expired"),
            Some(_) if self.refuses == Some(content) => Said::Refused("value-differs"),
            Some(_) => Said::Filed,
            None => Said::Refused("nonce-unknown"),
        }
    }

    /// Takes a filing.
    pub(super) fn take(&mut self, post: &Post, now: i64) -> Said {
        let said = self.would_say(post, now);
        if said == Said::Filed && !self.filed.contains(post) {
            let (_, nonce) = post.parts();
            if let Some(nonce) = self.nonces.get_mut(nonce) {
                nonce.1 = true;
            }
            self.filed.push(post.clone());
        }
        said
    }
}
