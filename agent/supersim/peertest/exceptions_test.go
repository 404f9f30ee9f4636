package peertest

import "github.com/getkin/kin-openapi/openapi3"

// exceptions are the places where a file is not taken at its word. Each must be needed by an example of the file itself:
// TestExamples fails for one that is not.
var exceptions = []struct {
	file, schema, property string
	instead                *openapi3.Schema
	why                    string
}{
	{twilioFile, "supersim.v1.usage_record", "data_total_billed", decimal, "declared a number, but a string in every example; the SDK reads both"},
	{koreFile, "supersim.v1.usage_record", "data_total_billed", decimal, "same"},
	{twilioFile, "supersim.v1.esim_profile", "smdp_plus_address", hostName, "declared a URI, but a bare host name in the examples"},
	{koreFile, "supersim.v1.esim_profile", "smdp_plus_address", hostName, "same"},
}

// hostName is a name, or null.
var hostName = openapi3.NewStringSchema().WithPattern(`^[a-z0-9.-]+$`).WithNullable()

// decimal is a number, or a string that holds one.
var decimal = &openapi3.Schema{AnyOf: openapi3.SchemaRefs{
	{Value: openapi3.NewFloat64Schema()},
	{Value: openapi3.NewStringSchema().WithPattern(`^\d+(\.\d+)?$`)},
}, Nullable: true}
