//! What of a certificate is shown: the holder chooses, and sees what is in it in any case.

use cert_verify::sd_jwt::SdJwt;
use cert_verify::{Certificate, Verified};

use crate::verifying::compared;
use crate::wallet::cards::{self, Line, Shows};

/// A claim that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The claim.
    pub line: Line,
    /// Whether it is in every presentation, because the issuer did not make it one to choose.
    pub is_always: bool,
}

/// A choice for a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// What a person at a counter compares: photograph, name, until when.
    Compared,
    /// All of it.
    Everything,
}

/// The claims of a certificate, in the order in which it shows them.
#[must_use]
pub fn choices(verified: &Verified<Certificate>, shows: Shows<'_>) -> Vec<Choice> {
    let all = cards::lines(verified.claims(), shows);
    // Kinds that can only be shown whole have nothing to choose.
    let bare = verified
        .disclose(&[])
        .ok()
        .and_then(|text| Some(cards::lines(SdJwt::parse(&text).ok()?.payload(), shows)));
    let is_always = |line: &Line| match &bare {
        // A list of which some entries can be chosen is there in another form.
        Some(bare) => bare.iter().any(|it| it.path == line.path && it.value == line.value),
        None => true,
    };
    all.into_iter().map(|line| Choice { is_always: is_always(&line), line }).collect()
}

/// Which of them a purpose needs, by their places in the list.
#[must_use]
pub fn chosen(choices: &[Choice], preset: Preset) -> Vec<bool> {
    let lines: Vec<Line> = choices.iter().map(|choice| choice.line.clone()).collect();
    let compared = compared::chosen(&lines);
    let is_compared = |line: &Line| {
        compared.iter().any(|one| one.path == line.path) || compared::is_photograph_of(line)
    };
    choices
        .iter()
        .map(|one| one.is_always || preset == Preset::Everything || is_compared(&one.line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::presentation::tests::{kinds_of, verified};
    use super::*;
    use crate::words::Lang;
    use crate::words::values::Readings;

    #[test]
    fn a_counter_gets_the_name_and_everything_is_all_of_it() {
        let readings = Readings::default();
        let shows = Shows { kind: None, readings: &readings, lang: Lang::En };
        let choices = choices(&verified(), shows);
        let always = choices.iter().filter(|one| one.is_always).map(|one| one.line.path.join("/"));
        assert_eq!(always.collect::<Vec<_>>(), ["region"]);
        let of = |preset| kinds_of(&choices, &chosen(&choices, preset));
        assert_eq!(of(Preset::Compared), ["name", "region"]);
        assert_eq!(of(Preset::Everything), ["address/line", "id_number", "name", "region"]);
    }
}
