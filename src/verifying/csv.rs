//! Tables as comma-separated values (RFC 4180), for the spreadsheet of an office.

use cert_verify::UnixTime;

/// The beginning that tells a spreadsheet that the file is UTF-8; without it Chinese is garbled.
const MARK: &str = "\u{feff}";

/// A time in the form that spreadsheets read, by the clocks of Shanghai (UTC+8).
#[must_use]
pub fn time(seconds: i64) -> String {
    const OFFSET: i64 = 8 * 3_600;
    let text = UnixTime::from_seconds(seconds.saturating_add(OFFSET)).to_string();
    text.trim_end_matches('Z').replace('T', " ")
}

/// A whole file: the names of the columns, then the rows.
#[must_use]
pub fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = MARK.to_owned();
    line(&mut out, columns.iter().copied());
    for row in rows {
        line(&mut out, row.iter().map(String::as_str));
    }
    out
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        // A spreadsheet runs a cell that begins like a formula; names of files and types come from
        // strangers.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_clock_on_the_wall() {
        assert_eq!(time(1_795_949_100), "2026-11-29 18:45:00");
    }

    #[test]
    fn cells_keep_what_they_hold_and_run_nothing() {
        let rows = [
            vec!["a,\"b\"".to_owned(), "=1+1".to_owned()],
            vec!["两\n行".to_owned(), String::new()],
        ];
        assert_eq!(
            table(&["一", "二"], &rows),
            "\u{feff}\"一\",\"二\"\r\n\"a,\"\"b\"\"\",\"'=1+1\"\r\n\"两\n行\",\"\"\r\n"
        );
    }
}
