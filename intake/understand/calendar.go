package understand

import (
	"strings"
	"time"
)

// months by name, in English and the languages that guests' hosts sometimes keep
// for dates (German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian). "may" and "mar" are
// words too; the grammar around them decides.
var months = map[string]time.Month{
	"january": 1, "jan": 1, "jan.": 1, "januar": 1, "januari": 1, "jänner": 1, "janvier": 1, "enero": 1, "janeiro": 1, "gennaio": 1,
	"february": 2, "feb": 2, "febr": 2, "februar": 2, "februari": 2, "février": 2, "fevrier": 2, "febrero": 2, "fevereiro": 2, "febbraio": 2,
	"febuary": 2, "feburary": 2, "februrary": 2, // of all the months, the one that is misspelt
	"march": 3, "mar": 3, "märz": 3, "mars": 3, "marzo": 3, "março": 3, "maart": 3, "marts": 3,
	"april": 4, "apr": 4, "avril": 4, "abril": 4, "aprile": 4,
	"may": 5, "mai": 5, "mayo": 5, "maio": 5, "maggio": 5, "mei": 5,
	"june": 6, "jun": 6, "juni": 6, "juin": 6, "junio": 6, "junho": 6, "giugno": 6,
	"july": 7, "jul": 7, "juli": 7, "juillet": 7, "julio": 7, "julho": 7, "luglio": 7,
	"august": 8, "aug": 8, "août": 8, "aout": 8, "agosto": 8, "augustus": 8, "augusti": 8,
	"september": 9, "sep": 9, "sept": 9, "septembre": 9, "septiembre": 9, "setembro": 9, "settembre": 9,
	"october": 10, "oct": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "outubro": 10, "ottobre": 10,
	"november": 11, "nov": 11, "novembre": 11, "noviembre": 11, "novembro": 11,
	"december": 12, "dec": 12, "dezember": 12, "dez": 12, "décembre": 12, "diciembre": 12, "dezembro": 12, "dicembre": 12,
}

var weekdays = map[string]time.Weekday{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
}

// foreignWeekdays only say again what the date after them says ("lunes 5 de abril").
// They are no dates by themselves: several are names of people, too.
var foreignWeekdays = set("montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag")

// ordinals are the days of a month that people spell out.
var ordinals = spelledOrdinals()

func spelledOrdinals() map[string]int {
	m := make(map[string]int, 48)
	for n, w := range strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth") {
		m[w] = n + 1
		if n < 9 {
			m["twenty-"+w] = 20 + n + 1
		}
	}
	m["thirtieth"], m["thirty-first"] = 30, 31
	return m
}

// dateOpeners are all words that can begin an expression of time, but for those with a
// hyphen ("mid-March"): most words need no further look.
var dateOpeners = openers()

func openers() map[string]bool {
	m := set("today tonight heute hoy tomorrow tmrw tmw tomorow tommorow tommorrow yesterday this next coming upcoming following the in some last eom eoy month year week half weeks days part another")
	for w := range months {
		m[w] = true
	}
	for w := range weekdays {
		m[w] = true
	}
	for w := range ordinals {
		m[w] = true
	}
	for w := range numberWords {
		m[w] = true
	}
	for _, words := range []map[string]bool{endWords, beginWords, middleWords} {
		for w := range words {
			m[w] = true
		}
	}
	return m
}

// The words around a month's name that make a part of it, in the languages of the months.
var (
	ofWords     = set("of in de du di do des d' del van")                                           // "end of June", "5 de abril"
	endWords    = set("end ende fin fine finales fins fim finais eind einde close")                 // whose last day is meant
	beginWords  = set("beginning start anfang début inicio inicios principios início inizio begin") // whose first day is meant
	middleWords = set("middle mid mitte mediados meados metà medio early late sometime around mi-") // no day in particular
)
