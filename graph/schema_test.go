package graph_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/guestd/guestd/graph/generated"
)

func schema() *ast.Schema { return generated.NewExecutableSchema(generated.Config{}).Schema() }

// Every name that a client meets is described.
func TestSchemaDescribesEveryName(t *testing.T) {
	t.Parallel()
	checked := 0
	described := func(description, format string, args ...string) {
		checked++
		if strings.TrimSpace(description) == "" {
			t.Errorf("no description: %s", strings.Join(append([]string{format}, args...), "."))
		}
	}
	for name, def := range schema().Types {
		if def.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		described(def.Description, name)
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			described(field.Description, name, field.Name)
			for _, arg := range field.Arguments {
				described(arg.Description, name, field.Name, arg.Name)
			}
		}
		for _, value := range def.EnumValues {
			described(value.Description, name, value.Name)
		}
	}
	for name, directive := range schema().Directives {
		if directive.Position.Src.BuiltIn {
			continue
		}
		described(directive.Description, "@"+name)
		for _, arg := range directive.Arguments {
			described(arg.Description, "@"+name, arg.Name)
		}
	}
	if checked < 300 {
		t.Errorf("only %d names were checked", checked)
	}
}

// Whatever the contract promises is there, with the same type, arguments and defaults. An input
// may take more than the contract has, as long as nobody must give it.
func TestSchemaKeepsTheContract(t *testing.T) {
	t.Parallel()
	const file = "testdata/contract.graphqls"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := parser.ParseSchema(&ast.Source{Name: file, Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	if len(contract.Definitions) < 60 {
		t.Fatalf("the contract has only %d definitions", len(contract.Definitions))
	}
	ours := schema()
	for _, want := range contract.Definitions {
		got := ours.Types[want.Name]
		if got == nil {
			t.Errorf("%s is missing", want.Name)
			continue
		}
		if got.Kind != want.Kind {
			t.Errorf("%s is a %s, not a %s", want.Name, got.Kind, want.Kind)
		}
		for _, name := range want.Interfaces {
			if !strings.Contains(" "+strings.Join(got.Interfaces, " ")+" ", " "+name+" ") {
				t.Errorf("%s does not implement %s", want.Name, name)
			}
		}
		for _, value := range want.EnumValues {
			if got.EnumValues.ForName(value.Name) == nil {
				t.Errorf("%s has no %s", want.Name, value.Name)
			}
		}
		for _, field := range want.Fields {
			compareField(t, want.Name, field, got.Fields.ForName(field.Name))
		}
		if want.Kind != ast.InputObject {
			continue
		}
		for _, field := range got.Fields {
			if want.Fields.ForName(field.Name) == nil && field.Type.NonNull {
				t.Errorf("%s.%s is not in the contract and must be given", want.Name, field.Name)
			}
		}
	}
}

func compareField(t *testing.T, in string, want, got *ast.FieldDefinition) {
	t.Helper()
	if got == nil {
		t.Errorf("%s.%s is missing", in, want.Name)
		return
	}
	if got.Type.String() != want.Type.String() {
		t.Errorf("%s.%s is %s, not %s", in, want.Name, got.Type, want.Type)
	}
	for _, arg := range want.Arguments {
		has := got.Arguments.ForName(arg.Name)
		switch {
		case has == nil:
			t.Errorf("%s.%s has no argument %s", in, want.Name, arg.Name)
		case has.Type.String() != arg.Type.String():
			t.Errorf("%s.%s(%s) is %s, not %s", in, want.Name, arg.Name, has.Type, arg.Type)
		case arg.DefaultValue != nil && (has.DefaultValue == nil || has.DefaultValue.String() != arg.DefaultValue.String()):
			t.Errorf("%s.%s(%s) has not the default %s", in, want.Name, arg.Name, arg.DefaultValue)
		}
	}
	for _, arg := range got.Arguments {
		if want.Arguments.ForName(arg.Name) == nil && arg.Type.NonNull && arg.DefaultValue == nil {
			t.Errorf("%s.%s(%s) is not in the contract and must be given", in, want.Name, arg.Name)
		}
	}
}

// Connections are Relay's: edges { cursor node }, nodes, pageInfo, totalCount.
func TestConnectionsAreRelays(t *testing.T) {
	t.Parallel()
	connections := 0
	for name, def := range schema().Types {
		row, ok := strings.CutSuffix(name, "Connection")
		if !ok {
			continue
		}
		connections++
		for field, want := range map[string]string{"edges": "[" + row + "Edge!]!", "nodes": "[" + row + "!]!", "pageInfo": "PageInfo!", "totalCount": "Int!"} {
			if f := def.Fields.ForName(field); f == nil || f.Type.String() != want {
				t.Errorf("%s.%s is not %s", name, field, want)
			}
		}
		edge := schema().Types[row+"Edge"]
		if edge == nil || edge.Fields.ForName("cursor") == nil || edge.Fields.ForName("node").Type.String() != row+"!" {
			t.Errorf("%s has no edge with cursor and node", name)
		}
	}
	if connections != 6 {
		t.Errorf("%d connections", connections)
	}
}
