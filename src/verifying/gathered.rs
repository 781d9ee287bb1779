//! Codes that a scanner sees, one look after the other: whole ones, and parts of one that moves.

use cert_frames::{Gathering, Progress, is_part};

/// What one look has brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gathered {
    /// What codes hold; never an empty list.
    Codes(Vec<Vec<u8>>),
    /// Parts of a code that moves: so many that said something new, of so many.
    Parts {
        /// Parts that are there.
        seen: usize,
        /// Parts that make a whole.
        needed: usize,
    },
    /// Nothing new.
    Nothing,
}

/// Takes what was seen at once. A whole code counts more than a part beside it.
pub fn take(gathering: &mut Gathering, seen: Vec<Vec<u8>>) -> Gathered {
    let (parts, codes): (Vec<_>, Vec<_>) =
        seen.into_iter().partition(|code| text_of_part(code).is_some());
    if !codes.is_empty() {
        return Gathered::Codes(codes);
    }
    let mut news = Gathered::Nothing;
    for text in parts.iter().filter_map(|part| text_of_part(part)) {
        match gathering.push(text) {
            Ok(Progress::Whole(content)) => return Gathered::Codes(vec![content]),
            Ok(Progress::Parts { seen, needed }) => news = Gathered::Parts { seen, needed },
            // A part of another code, or one that was misread: the next one comes.
            Err(_) => {}
        }
    }
    news
}

/// What a picture, a file or a line of text holds: parts count only when all of them are in it.
///
/// # Errors
/// The code that says that it is a part of something.
pub fn whole(codes: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, &'static str> {
    match take(&mut Gathering::new(), codes) {
        Gathered::Codes(codes) => Ok(codes),
        Gathered::Parts { .. } | Gathered::Nothing => Err("code-incomplete"),
    }
}

fn text_of_part(code: &[u8]) -> Option<&str> {
    core::str::from_utf8(code).ok().map(str::trim).filter(|text| is_part(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_frames::Showing;

    fn frames(content: &[u8], count: u32) -> Vec<Vec<u8>> {
        let showing = Showing::of(content, 100).unwrap();
        (0..count).map(|n| showing.frame(n).into_bytes()).collect()
    }

    #[test]
    fn parts_make_a_whole_over_many_looks() {
        let mut gathering = Gathering::new();
        let content = vec![7; 950];
        let mut looks = frames(&content, 30).into_iter();
        assert_eq!(
            take(&mut gathering, vec![looks.next().unwrap()]),
            Gathered::Parts { seen: 1, needed: 10 }
        );
        assert_eq!(take(&mut gathering, Vec::new()), Gathered::Nothing);
        let last = looks.find_map(|look| match take(&mut gathering, vec![look]) {
            Gathered::Codes(codes) => Some(codes),
            _ => None,
        });
        assert_eq!(last, Some(vec![content]));
    }

    #[test]
    fn a_whole_code_beside_a_part_counts() {
        let part = frames(&[7; 950], 1).remove(0);
        let seen = vec![part.clone(), b"eyJ".to_vec()];
        assert_eq!(take(&mut Gathering::new(), seen), Gathered::Codes(vec![b"eyJ".to_vec()]));
        assert_eq!(
            take(&mut Gathering::new(), vec![b"UR:BYTES/1-2/LIE".to_vec()]),
            Gathered::Nothing
        );
        assert_eq!(whole(vec![part]), Err("code-incomplete"));
        assert_eq!(whole(frames(&[7; 950], 10)), Ok(vec![vec![7; 950]]));
        assert_eq!(whole(vec![b"a".to_vec(), b"b".to_vec()]).map(|all| all.len()), Ok(2));
    }
}
