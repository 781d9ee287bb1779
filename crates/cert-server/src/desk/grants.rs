//! What somebody may do, and at which offices.

use std::fmt;

/// What somebody may do at an office. To administer is no more than to look: who reads the log and ends sessions
/// need not see what was filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// See filings.
    Look,
    /// See them, decide, and take what was carried to a counter.
    Decide,
    /// Read the log and see the accounts.
    Administer,
}

impl Role {
    const ALL: [Self; 3] = [Self::Look, Self::Decide, Self::Administer];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Decide => "decide",
            Self::Administer => "administer",
        }
    }

    fn includes(self, other: Self) -> bool {
        self == other || (self == Self::Decide && other == Self::Look)
    }
}

/// Roles at offices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grants(Vec<(Role, String)>);

/// Every office that there is.
const EVERY: &str = "*";

impl Grants {
    /// Reads `decide:psb look:land`, `look:*`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let grants = text.split_ascii_whitespace().map(|part| {
            let (role, office) = part.split_once(':')?;
            let role = Role::ALL.into_iter().find(|one| one.as_str() == role)?;
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            let is_name = !office.is_empty() && office.bytes().all(plain);
            (is_name || office == EVERY).then(|| (role, office.to_owned()))
        });
        let grants: Vec<_> = grants.collect::<Option<_>>()?;
        (!grants.is_empty()).then_some(Self(grants))
    }

    /// Both together.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this may be done at this office.
    pub(crate) fn allow(&self, role: Role, office: &str) -> bool {
        let fits = |(own, at): &(Role, String)| own.includes(role) && (at == office || at == EVERY);
        self.0.iter().any(fits)
    }

    /// Whether this may be done at some office.
    pub(crate) fn allow_somewhere(&self, role: Role) -> bool {
        self.0.iter().any(|(own, _)| own.includes(role))
    }

    /// Whether this may be done at every office.
    pub(crate) fn allow_everywhere(&self, role: Role) -> bool {
        self.0.iter().any(|(own, at)| own.includes(role) && at == EVERY)
    }
}

impl fmt::Display for Grants {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (role, office)) in self.0.iter().enumerate() {
            let blank = if number == 0 { "" } else { " " };
            write!(out, "{blank}{}:{office}", role.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_counts_at_its_office_and_nowhere_else() {
        let grants = Grants::parse("decide:psb look:land").unwrap();
        assert_eq!(grants.to_string(), "decide:psb look:land");
        assert!(grants.allow(Role::Decide, "psb") && grants.allow(Role::Look, "psb"));
        assert!(grants.allow(Role::Look, "land") && !grants.allow(Role::Decide, "land"));
        assert!(!grants.allow(Role::Look, "tax") && !grants.allow(Role::Administer, "psb"));
        let all = Grants::parse("administer:*").unwrap();
        assert!(all.allow_everywhere(Role::Administer) && !all.allow(Role::Look, "psb"));
    }

    #[test]
    fn what_is_no_grant_is_nothing() {
        for bad in
            ["", " ", "decide", "decide:", "rule:psb", "decide:PSB", "look:a/b", "look:psb decide"]
        {
            assert_eq!(Grants::parse(bad), None, "{bad}");
        }
    }
}
