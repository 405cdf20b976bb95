package understand

import "strings"

// abbreviatedUniversity: "U Porto", "U. Porto" and not the middle initial of a name.
func abbreviatedUniversity(t []token, i int) bool {
	if t[i].text != "U" && t[i].text != "U." || i > 0 && t[i-1].kind == word && t[i-1].capital && t[i-1].para == t[i].para {
		return false
	}
	return i+1 < len(t) && t[i+1].kind == word && t[i+1].capital && !t[i+1].initial && t[i+1].para == t[i].para && !notNames[t[i+1].low]
}

// saint gives the end of "St Andrews", "St. James" at token k, or k: elsewhere the word is
// a street's, behind its name.
func saint(t []token, k int) int {
	n := k + 1
	if !t[k].capital || !t[k].is("st", "ste") {
		return k
	}
	if n < len(t) && t[n].low == "." && t[n].glued {
		n++
	}
	if n < len(t) && t[n].kind == word && t[n].capital && !t[n].upper && t[n].para == t[k].para && t[n].sentence == t[k].sentence && !notNames[t[n].low] {
		return n + 1
	}
	return k
}

// legalInitials: a firm's legal form in initials ("B.V.", "S.A.") at token k.
func legalInitials(t []token, k int) bool {
	return k+1 < len(t) && t[k].initial && t[k+1].initial && t[k+1].glued && legalForms[t[k].low+t[k+1].low]
}

var legalForms = set("b.v. n.v. s.a. s.l. a.g. k.k. l.p. a.s. p.c.")

// clinics are abbreviations behind the name of what they are, or before "of" and a name:
// "Erasmus MC", "Radboud UMC", "CHU de Nantes".
var clinics = set("mc umc vumc lumc nhs chu uz")

// orgStems begin, and orgHeads end, the words for institutions in the languages that
// inflect and compound them ("univerzita", "Universitetshospital", "Fachhochschule").
// Such words stand in small letters behind a name, too ("Masarykova univerzita").
var (
	orgStems = []string{"universit", "univerz", "uniwersyt", "hospitalet", "instytut", "politechni", "politecni", "policlini", "poliklini", "akademi", "sveučili", "yliopist", "högskol", "høgskol", "korkeakoul"}
	orgHeads = []string{"klinik", "klinikum", "klinikken", "krankenhaus", "spital", "hochschule", "sykehus", "sykehuset", "sjukhus", "sjukhuset", "sygehus", "ziekenhuis", "hospital", "institut", "institutet", "egyetem", "universiteit", "fakultät", "umc"}
)

// institution: a word that the names of institutions have in them.
func institution(low string) bool { return orgWords[low] || foreignInstitution(low) }

func foreignInstitution(low string) bool {
	if len(low) < 9 {
		return low == "egyetem"
	}
	for _, stem := range orgStems {
		if strings.HasPrefix(low, stem) {
			return low != "university" && low != "universities"
		}
	}
	for _, head := range orgHeads {
		if len(low) > len(head) && strings.HasSuffix(low, head) {
			return true
		}
	}
	return false
}
