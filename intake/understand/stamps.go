package understand

import "strings"

// hasYear finds four digits that are a year of mail.
func hasYear(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		if (s[i] == '1' && s[i+1] == '9' || s[i] == '2' && s[i+1] == '0') && digitRun(s[i:]) == 4 && (i == 0 || digitRun(s[i-1:]) == 0) {
			return true
		}
	}
	return false
}

// hasClock finds a time of day: "7:00", or with a full stop as in the north of Europe.
func hasClock(s string) bool {
	for i := 1; i+3 <= len(s); i++ {
		if (s[i] == ':' || s[i] == '.') && digitRun(s[i-1:]) == 1 && digitRun(s[i+1:]) == 2 {
			if end := i + 3; end == len(s) || s[end] != '.' {
				return true
			}
		}
	}
	return false
}

// isNumericDate: "2027/4/26", "2027-04-26", "26.4.2027".
func isNumericDate(s string) bool {
	return hasYear(s) && strings.Trim(s, "0123456789/.-,") == "" && strings.Count(s, "/")+strings.Count(s, "-")+strings.Count(s, ".") >= 2
}

// digitRun counts the ASCII digits that s begins with.
func digitRun(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
