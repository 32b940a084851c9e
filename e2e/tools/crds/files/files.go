// Package files imports a package of each module that holds finished CustomResourceDefinitions.
package files

import _ "sigs.k8s.io/gateway-api/apis/v1"
