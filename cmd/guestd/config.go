package main

import (
	"fmt"
	"reflect"
	"strings"
)

type configCommand struct {
	settings `embed:""`
}

// Run prints every setting and its value by the names of the environment variables, secrets
// hidden, and what is missing.
func (c *configCommand) Run() error {
	v := reflect.ValueOf(c.settings)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if _, hidden := field.Tag.Lookup("hidden"); hidden {
			continue
		}
		value := fmt.Sprint(v.Field(i).Interface())
		if field.Tag.Get("secret") != "" && value != "" {
			value = "(set, not shown)"
		}
		fmt.Printf("%-32s %s\n", "GUESTD_"+strings.ToUpper(strings.ReplaceAll(flagName(field), "-", "_")), value)
	}
	if err := c.check(); err != nil {
		fmt.Printf("\nguestd serve would not start:\n%v\n", err)
	}
	return nil
}

// flagName is the flag that kong makes of a field.
func flagName(field reflect.StructField) string {
	if name := field.Tag.Get("name"); name != "" {
		return name
	}
	var b strings.Builder
	runes := []rune(field.Name)
	for i, r := range runes {
		upper := r >= 'A' && r <= 'Z'
		nextLower := i+1 < len(runes) && runes[i+1] >= 'a' && runes[i+1] <= 'z'
		prevLower := i > 0 && runes[i-1] >= 'a' && runes[i-1] <= 'z'
		if upper && i > 0 && (prevLower || nextLower) {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
