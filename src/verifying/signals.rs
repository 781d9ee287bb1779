//! What a result sounds and feels like, so that nobody has to look at the screen, and nothing rests on
//! colour alone (forms.md V2).

use crate::trust::checking::Class;

/// One tone: its pitch in Hz, 0 for silence, and how long it sounds in milliseconds.
pub type Beep = (u16, u16);

/// The tones of a result: rising is good, falling is not, one that stays is a question.
#[must_use]
pub const fn tones(class: Class) -> &'static [Beep] {
    match class {
        Class::Valid => &[(660, 120), (990, 220)],
        Class::OtherPurpose => &[(660, 120), (0, 60), (660, 120), (440, 260)],
        Class::CannotConfirm => &[(440, 180), (0, 120), (440, 180)],
        Class::UnknownIssuer => &[(440, 140), (554, 140), (440, 200)],
        Class::ExpiredOrWithdrawn => &[(554, 200), (330, 320)],
        Class::NotGenuine => &[(220, 260), (0, 60), (165, 520)],
        Class::NotACertificate => &[(330, 90)],
    }
}

/// How it is felt: milliseconds of shaking and of rest, in turn.
#[must_use]
pub const fn shakes(class: Class) -> &'static [u16] {
    match class {
        Class::Valid => &[80],
        Class::OtherPurpose => &[80, 80, 240],
        Class::CannotConfirm => &[180, 120, 180],
        Class::UnknownIssuer => &[140, 80, 140, 80, 140],
        Class::ExpiredOrWithdrawn => &[320],
        Class::NotGenuine => &[520, 120, 520],
        Class::NotACertificate => &[40, 60, 40],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_result_sounds_and_feels_like_no_other_and_is_short() {
        let tones: BTreeSet<_> = Class::ALL.into_iter().map(tones).collect();
        let shakes: BTreeSet<_> = Class::ALL.into_iter().map(shakes).collect();
        assert_eq!((tones.len(), shakes.len()), (Class::ALL.len(), Class::ALL.len()));
        for tones in tones {
            assert!(tones.iter().map(|(_, length)| u32::from(*length)).sum::<u32>() <= 1_000);
        }
        for shakes in shakes {
            assert!(shakes.iter().map(|length| u32::from(*length)).sum::<u32>() <= 1_200);
        }
    }
}
