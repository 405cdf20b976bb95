package understand

import "strings"

// banners are the first words of the lines that mail gateways and Outlook put above
// what comes from elsewhere.
var banners = []string{"you don't often get email from", "some people who received this message don't often get email from", "this message is from an external sender", "this message came from outside", "this message originated outside", "this message originated from outside", "this email originated outside", "this email originated from outside", "this e-mail originated from outside"}

// warnings begin sentences of people as well: a word of a disclaimer is asked for.
var warnings = []string{"[external", "external", "caution:", "warning:"}

// bannerInitials are the first letters of all these: every line of a message is looked at.
var bannerInitials = initialsOf(banners, warnings)

func initialsOf(lists ...[]string) (first [256]bool) {
	for _, list := range lists {
		for _, s := range list {
			first[s[0]], first[strings.ToUpper(s)[0]] = true, true
		}
	}
	return first
}

// Proofpoint brackets its banner with words that no reader sees, for they are white.
const bannerStart, bannerEnd, maxBanner = "BannerStart", "BannerEnd", 20

// markBanners labels the banners: the line that opens one and those that its sentences
// go on in, but not the letter that may stand right under it.
func markBanners(lines []line) {
	for i := range lines {
		if lines[i].kind != Own {
			continue
		}
		end := i
		if strings.HasSuffix(lines[i].text, bannerStart) {
			end = bracketedBanner(lines, i)
		} else if isBanner(lines[i].text) {
			end = bannerLast(lines, i) + 1
		}
		for k := i; k < end; k++ {
			if lines[k].kind == Own {
				lines[k].kind = Disclaimer
			}
		}
	}
}

func isBanner(text string) bool {
	if text = strings.TrimLeft(text, " *_"); text == "" || !bannerInitials[text[0]] {
		return false
	}
	low := fold(text)
	for _, b := range banners {
		if strings.HasPrefix(low, b) {
			return true
		}
	}
	for _, w := range warnings {
		if strings.HasPrefix(low, w) && disclaimerWords(low) > 0 {
			return true
		}
	}
	return false
}

// bannerLast gives the last line of a banner's paragraph that speaks of what banners
// speak of, and whatever its sentence needs to end.
func bannerLast(lines []line, i int) int {
	last := i
	for k := i + 1; k < len(lines) && lines[k].kind == Own && !lines[k].blank(); k++ {
		open := !strings.ContainsAny(lines[k-1].text[len(lines[k-1].text)-1:], ".!?])>*")
		if k-1 == last && open || disclaimerWords(strings.ToLower(lines[k].text)) > 0 {
			last = k
		}
	}
	return last
}

// bracketedBanner gives the line after the banner that begins at line i; i where its
// end is missing.
func bracketedBanner(lines []line, i int) int {
	for k := i + 1; k < len(lines) && k-i <= maxBanner; k++ {
		if strings.HasSuffix(lines[k].text, bannerEnd) {
			return k + 1
		}
	}
	return i
}
