package understand

import "strings"

// openValues are what people write into a field that they leave open, openPrefixes how
// such a remark begins, and prompts what templates leave there for people to overwrite.
var (
	openValues = phrases(`tbd; tba; tbc; n/a; na; n.a; none; unknown; pending; x; xx; xxx; nil; null; same; not known; not available; not applicable; no; not yet; to follow; to be determined; to be confirmed; will follow; don't know; not sure; open; ongoing; indefinite; blank; see below; see above; in progress; in process; requested; applied for;
		keine; keiner; keines; unbekannt; offen; noch offen; folgt; nein; aucun; aucune; inconnu; inconnue; à venir; à confirmer; à préciser; non; ninguno; ninguna; pendiente; por confirmar; por definir; desconocido; nessuno; nessuna; da definire; da confermare; sconosciuto; nenhum; nenhuma; não; a definir; a confirmar; desconhecido; geen; onbekend`)
	openPrefixes = phraseList(`tbd; tba; tbc; pending; not sure; not yet; not known; unknown; to follow; will send; will follow; to be ; don't know; do not know; dont know; will confirm; will provide; will let; will add; will tell; i will; i'll; asking; have asked; have to ask; need to ask; i don't; still to; later; yet to; none yet; no huid; waiting for; n/a; none; still waiting; coming soon; does not have; doesn't have; has none; not assigned; in the works; wird nachgereicht; noch nicht; pas encore; todavía no; aún no; non ancora; ainda não`)
	prompts      = phraseList(`click or tap; click here; tap here; enter text; choose a; choose an; select a; select one; select date; please fill; please enter; fill in; mm/dd; dd/mm; yyyy-mm; dd.mm; enter the; enter your; type here; your answer`)
)

// blankValue: the field was left open.
func blankValue(v string) bool {
	low := strings.Trim(fold(v), " .()[]-–—_?!*<>/\\…")
	if low == "" || openValues[low] {
		return true
	}
	for _, p := range openPrefixes {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	for _, p := range prompts {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

// phraseList divides at semicolons what is listed for reading.
func phraseList(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, ";") {
		p = strings.TrimLeft(p, " \n\t")
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

func phrases(s string) map[string]bool {
	m := map[string]bool{}
	for _, p := range phraseList(s) {
		m[p] = true
	}
	return m
}
