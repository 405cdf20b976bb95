package understand

import "testing"

// Each case is read as if written on Tuesday, 12 January 2027. The rule quoted is the
// corpus README's.
func TestPeriods(t *testing.T) {
	for _, c := range []struct{ text, start, end string }{
		{"from January 19, 2027 to December 17, 2027", "2027-01-19", "2027-12-17"},
		{"from 8 February to 6 August 2027", "2027-02-08", "2027-08-06"},
		// "for six months from 1 December gives both": N months from a first day end the day before
		{"for six months from 1 December", "2027-12-01", "2028-05-31"},
		{"for 6 months starting Dec 1", "2027-12-01", "2028-05-31"},
		{"for one year beginning July 1, 2027", "2027-07-01", "2028-06-30"},
		{"starts on March 1 for twelve weeks", "2027-03-01", "2027-05-23"},
		// "through June" ends on the last day of June
		{"through June", "", "2027-06-30"},
		{"from February 1 through the end of May", "2027-02-01", "2027-05-31"},
		{"until the end of 2027", "", "2027-12-31"},
		{"from November 2 through October", "2027-11-02", "2028-10-31"},
		// "until she finishes" gives null
		{"until she finishes her thesis", "", ""},
		// a weekday is the next such day on or after the message's date
		{"starts next Monday", "2027-01-18", ""},
		{"starts Tuesday and stays until Friday", "2027-01-12", "2027-01-15"},
		// "until a year from today" is the same day next year
		{"until a year from today", "", "2028-01-12"},
		// slashed: month first; dotted: day first
		{"from 6/7/2027 to 7/6/2027", "2027-06-07", "2027-07-06"},
		{"from 6.7.2027 to 7.8.2027", "2027-07-06", "2027-08-07"},
		{"2/1 - 4/30", "2027-02-01", "2027-04-30"},
		{"02/01/27-07/31/27", "2027-02-01", "2027-07-31"},
		{"from 2027-01-11 until 2027-12-31", "2027-01-11", "2027-12-31"},
		{"1–31 March 2027", "2027-03-01", "2027-03-31"},
		{"March 8 - 26, 2027", "2027-03-08", "2027-03-26"},
		{"March 8-26, 2027", "2027-03-08", "2027-03-26"},
		{"8-26 March", "2027-03-08", "2027-03-26"},
		{"between March 1 and May 31", "2027-03-01", "2027-05-31"},
		{"begins on the 1st of February and ends on the 30th of April", "2027-02-01", "2027-04-30"},
		{"June 30 is her last day", "", "2027-06-30"},
		{"from mid-March", "", ""},
		{"arrives Friday, February 5, and leaves on March 5", "2027-02-05", "2027-03-05"},
		// other dates are left alone
		{"her visa interview is on January 29", "", ""},
		{"On March 2 I sent in a request", "", ""},
		{"the orientation is on June 3 at 2 pm", "", ""},
		{"HSR 203811 is good through May 28", "", "2027-05-28 weak"},
		{"I may need help in room 3-4", "", ""},
	} {
		var start, end finding
		for _, f := range proseOf(c.text).periodEvidence(kindRequest, someDay) {
			if f.field == fieldStart && f.strength > start.strength {
				start = f
			}
			if f.field == fieldEnd && f.strength > end.strength {
				end = f
			}
		}
		got := end.text
		if end.strength == 1 {
			got += " weak"
		}
		if start.text != c.start || got != c.end {
			t.Errorf("%q: from %q to %q, want %q to %q", c.text, start.text, got, c.start, c.end)
		}
	}
}

func TestImpossibleDatesAreAskedAbout(t *testing.T) {
	for _, text := range []string{"from 3/1/2027 until 30/9/2027", "until February 30, 2027", "from 5/8/2027 to 4/7/2027"} {
		asked := false
		for _, f := range proseOf(text).periodEvidence(kindRequest, someDay) {
			asked = asked || f.field == fieldConflict
		}
		if !asked {
			t.Errorf("%q raises no question", text)
		}
	}
}

func TestMonthArithmetic(t *testing.T) {
	for _, c := range []struct {
		from Day
		n    int
		want string
	}{
		{Day{2027, 1, 31}, 1, "2027-02-28"}, {Day{2028, 1, 31}, 1, "2028-02-29"}, {Day{2027, 11, 15}, 3, "2028-02-15"}, {Day{2028, 2, 29}, 12, "2029-02-28"},
	} {
		if got := c.from.addMonths(c.n).String(); got != c.want {
			t.Errorf("%v + %d months is %s, want %s", c.from, c.n, got, c.want)
		}
	}
}
