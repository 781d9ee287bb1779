//! Claims paths of DCQL (OpenID4VP 1.0 section 7): where a claim stands.

use serde_json::Value;

use crate::Code;

/// One step of a [`ClaimPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimStep {
    /// The member of this name.
    Key(String),
    /// The element at this index.
    Index(usize),
    /// Every element of the array (`null` in JSON).
    All,
}

/// A claims path: never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimPath(Vec<ClaimStep>);

impl ClaimPath {
    /// Reads the JSON array form: strings, non-negative integers and null.
    ///
    /// # Errors
    /// [`Code::ClaimPathMalformed`] for anything else and for an empty path.
    pub fn from_json(path: &Value) -> Result<Self, Code> {
        let steps = path.as_array().ok_or(Code::ClaimPathMalformed)?;
        Self::from_steps(
            steps
                .iter()
                .map(|step| match step {
                    Value::String(name) => Ok(ClaimStep::Key(name.clone())),
                    Value::Null => Ok(ClaimStep::All),
                    Value::Number(number) => number
                        .as_u64()
                        .and_then(|index| usize::try_from(index).ok())
                        .map(ClaimStep::Index)
                        .ok_or(Code::ClaimPathMalformed),
                    _ => Err(Code::ClaimPathMalformed),
                })
                .collect::<Result<_, _>>()?,
        )
    }

    /// A path of these steps.
    ///
    /// # Errors
    /// [`Code::ClaimPathMalformed`] when there is none.
    pub fn from_steps(steps: Vec<ClaimStep>) -> Result<Self, Code> {
        if steps.is_empty() { Err(Code::ClaimPathMalformed) } else { Ok(Self(steps)) }
    }

    /// The path of one top-level claim.
    pub fn of_claim(name: &str) -> Self {
        Self(vec![ClaimStep::Key(name.to_owned())])
    }

    /// The JSON array form.
    pub fn to_json(&self) -> Value {
        Value::Array(
            self.0
                .iter()
                .map(|step| match step {
                    ClaimStep::Key(name) => name.as_str().into(),
                    ClaimStep::Index(index) => (*index).into(),
                    ClaimStep::All => Value::Null,
                })
                .collect(),
        )
    }

    /// The steps.
    pub fn steps(&self) -> &[ClaimStep] {
        &self.0
    }

    /// The values selected (OpenID4VP 1.0 section 7.1); none when nothing is there, or when
    /// a step does not fit the kind of value.
    pub fn select<'v>(&self, claims: &'v Value) -> Vec<&'v Value> {
        self.places(claims).into_iter().map(|(_, value)| value).collect()
    }

    /// The same with the place of each value, free of [`ClaimStep::All`].
    pub(crate) fn places<'v>(&self, claims: &'v Value) -> Vec<(Vec<ClaimStep>, &'v Value)> {
        let mut selected = vec![(Vec::new(), claims)];
        for step in &self.0 {
            let mut next = Vec::new();
            for (place, value) in selected {
                let extended = |step: ClaimStep| {
                    let mut place = place.clone();
                    place.push(step);
                    place
                };
                match (step, value) {
                    (ClaimStep::Key(name), Value::Object(members)) => {
                        next.extend(members.get(name).map(|value| (extended(step.clone()), value)));
                    }
                    (ClaimStep::Index(index), Value::Array(items)) => {
                        next.extend(items.get(*index).map(|value| (extended(step.clone()), value)));
                    }
                    (ClaimStep::All, Value::Array(items)) => {
                        next.extend(
                            items
                                .iter()
                                .enumerate()
                                .map(|(index, value)| (extended(ClaimStep::Index(index)), value)),
                        );
                    }
                    // A step of the wrong kind aborts: the query does not fit the certificate.
                    _ => return Vec::new(),
                }
            }
            selected = next;
        }
        selected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_select_as_in_openid4vp_7() {
        let claims = json!({"name":"Arthur","address":{"locality":"Milliways"},
            "degrees":[{"type":"Bachelor","u":1},{"type":"Master"}],"nationalities":["a","b"]});
        for (path, expected) in [
            (json!(["name"]), json!(["Arthur"])),
            (json!(["address"]), json!([{"locality":"Milliways"}])),
            (json!(["address", "locality"]), json!(["Milliways"])),
            (json!(["degrees", null, "type"]), json!(["Bachelor", "Master"])),
            (json!(["degrees", null, "u"]), json!([1])),
            (json!(["nationalities", 1]), json!(["b"])),
            (json!(["nationalities", 2]), json!([])),
            (json!(["name", "x"]), json!([])),
            (json!(["address", 0]), json!([])),
            (json!(["address", null]), json!([])),
        ] {
            let parsed = ClaimPath::from_json(&path).unwrap();
            assert_eq!(parsed.to_json(), path);
            let selected: Vec<_> = parsed.select(&claims).into_iter().cloned().collect();
            assert_eq!(Value::Array(selected), expected, "{path}");
        }
        for bad in
            [json!([]), json!([-1]), json!([1.5]), json!([true]), json!("name"), json!([["a"]])]
        {
            assert_eq!(ClaimPath::from_json(&bad), Err(Code::ClaimPathMalformed), "{bad}");
        }
    }
}
