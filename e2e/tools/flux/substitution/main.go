// Substitution asks Flux itself what becomes of texts and objects with variables. Each line of its
// standard input is a question in JSON, each line of its output the answer to it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/yaml"

	"github.com/fluxcd/pkg/envsubst"
	"github.com/fluxcd/pkg/kustomize"
)

// question is about a text and its variables, about a text that is YAML or not, or about an object,
// the Flux Kustomization that applies it, and the ConfigMaps of its namespace.
type question struct {
	Yaml          *string                `json:"yaml"`
	Text          *string                `json:"text"`
	Variables     map[string]string      `json:"variables"`
	Object        map[string]interface{} `json:"object"`
	Kustomization map[string]interface{} `json:"kustomization"`
	ConfigMaps    []corev1.ConfigMap     `json:"configMaps"`
	Strict        bool                   `json:"strict"`
}

// answer is what the text or the object becomes, or why that is refused.
type answer struct {
	Result  interface{} `json:"result"`
	Refusal string      `json:"refusal,omitempty"`
	// Yaml is the text of the object in which variables are looked for.
	Yaml string `json:"yaml,omitempty"`
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		var asked question
		err := in.Decode(&asked)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(answered(asked)); err != nil {
			log.Fatal(err)
		}
	}
}

func answered(asked question) (given answer) {
	defer func() {
		if fault := recover(); fault != nil {
			given.Result, given.Refusal = nil, fmt.Sprintf("panic: %v", fault)
		}
	}()
	var err error
	switch {
	case asked.Text != nil:
		given.Result, err = ofText(asked)
	case asked.Yaml != nil:
		given.Result, err = ofYaml(*asked.Yaml)
	default:
		given.Yaml, given.Result, err = ofObject(asked)
	}
	if err != nil {
		given.Result, given.Refusal = nil, err.Error()
	}
	return given
}

func ofText(asked question) (string, error) {
	return envsubst.Eval(*asked.Text, func(name string) (string, bool) {
		value, exists := asked.Variables[name]
		return value, exists || !asked.Strict
	})
}

func ofYaml(text string) (interface{}, error) {
	data, err := yaml.YAMLToJSON([]byte(text))
	return json.RawMessage(data), err
}

func ofObject(asked question) (string, interface{}, error) {
	resource, err := provider.NewDefaultDepProvider().GetResourceFactory().FromMap(asked.Object)
	if err != nil {
		return "", nil, err
	}
	text, err := resource.AsYAML()
	if err != nil {
		return "", nil, err
	}
	sync := unstructured.Unstructured{Object: asked.Kustomization}
	strategy, _, _ := unstructured.NestedString(sync.Object, "spec", "postBuild", "substituteStrategy")
	_, err = kustomize.SubstituteVariables(context.Background(), configs{asked: asked}, sync, resource,
		kustomize.SubstituteWithStrict(asked.Strict),
		kustomize.SubstituteWithAlways(strategy == "Always"))
	if err != nil {
		return string(text), nil, err
	}
	result, err := resource.Map()
	return string(text), result, err
}

// configs stands in for the cluster: all that substitution does with it is to get an object.
type configs struct {
	client.Client
	asked question
}

func (c configs) Get(_ context.Context, key client.ObjectKey, found client.Object, _ ...client.GetOption) error {
	target := found.(*corev1.ConfigMap)
	for _, each := range c.asked.ConfigMaps {
		if client.ObjectKeyFromObject(&each) == key {
			*target = each
			return nil
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
}
