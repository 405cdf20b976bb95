package understand

import "testing"

func TestSplitName(t *testing.T) {
	for _, c := range []struct {
		raw           string
		lastFirst     bool
		given, family string
	}{
		{"Amara Diallo", false, "Amara", "Diallo"},
		{"Dr. Hanneke van der Berg", false, "Hanneke", "van der Berg"},
		{"Professor Jean-Baptiste de la Fontaine", false, "Jean-Baptiste", "de la Fontaine"},
		{"Layla El Amrani", false, "Layla", "El Amrani"},
		{"Chiara De Luca", false, "Chiara", "De Luca"},
		{"João Pedro dos Santos", false, "João Pedro", "dos Santos"},
		{"Omar al-Rashidi", false, "Omar", "al-Rashidi"},
		{"Abdullah bin Khalid Al-Harbi", false, "Abdullah", "bin Khalid Al-Harbi"},
		{"Rosa Delgado Pineda", false, "Rosa", "Delgado Pineda"},
		{"María José García Márquez", false, "María José", "García Márquez"},
		{"Ngozi Eze-Williams", false, "Ngozi", "Eze-Williams"},
		{"Marcus T. Oyelaran", false, "Marcus T.", "Oyelaran"},
		{"K. S. Ramanathan", false, "K. S.", "Ramanathan"},
		{"Mary Ann Smith", false, "Mary Ann", "Smith"},
		{"OKONKWO-REYES, Daniel J.", true, "Daniel J.", "Okonkwo-Reyes"},
		{"Quispe Mamani, Wilber", false, "Wilber", "Quispe Mamani"},
		{"WANG Xiaoming", false, "Xiaoming", "Wang"},
		{"Xiaoming WANG", false, "Xiaoming", "Wang"},
		{"Roberto (Robbie) Castellanos", false, "Roberto", "Castellanos"},
		{"Robert “Bob” Castle", false, "Robert", "Castle"},
		{"Jane Doe, PhD, MPH", false, "Jane", "Doe"},
		{"Jane Doe MD", false, "Jane", "Doe"},
		{"Ms. Aakre", false, "", "Aakre"},
		{"Giulia", false, "Giulia", ""},
		{"Park Min-jun", true, "Min-jun", "Park"},
		{"Zhang Xiaoli", false, "Xiaoli", "Zhang"},
		{"Xiaoli Zhang", false, "Xiaoli", "Zhang"},
		{"Wei Zhang", false, "Wei", "Zhang"},
		{"Chen Mei-ling", false, "Mei-ling", "Chen"},
		{"Park Jae-hyun", false, "Jae-hyun", "Park"},
		{"Kim Johnson", false, "Kim", "Johnson"},
		{"Song Williams", false, "Song", "Williams"},
		{"Tanaka Hiroshi", false, "Hiroshi", "Tanaka"},
		{"Hiroshi Tanaka", false, "Hiroshi", "Tanaka"},
		{"Halász Tibor", false, "Tibor", "Halász"},
		{"Tibor Halász", false, "Tibor", "Halász"},
		{"Carlos Mendoza Jr.", false, "Carlos", "Mendoza Jr."},
		{"Marisol Quiñones Ibarra", false, "Marisol", "Quiñones Ibarra"},
		{"Iñaki Zubizarreta Ochoa", false, "Iñaki", "Zubizarreta Ochoa"},
		{"Daniel James Martinez", false, "Daniel James", "Martinez"},
		{"Maarten van ’t Hooft", false, "Maarten", "van ’t Hooft"},
		{"Caoimhe Ní Dhomhnaill", false, "Caoimhe", "Ní Dhomhnaill"},
		{"", false, "", ""},
	} {
		if n := splitName(c.raw, c.lastFirst); n.given != c.given || n.family != c.family {
			t.Errorf("%q: %q / %q, want %q / %q", c.raw, n.given, n.family, c.given, c.family)
		}
	}
}
