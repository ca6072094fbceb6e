/* Inside of the norm room: what is known of an object, and one provision judged by it. */
#ifndef SEA_EVIDENCE_NORM_H
#define SEA_EVIDENCE_NORM_H

#include <starsea/norm.h>

/* What is the same for all objects of a survey. */
typedef struct sea_norm_scene {
    sea_tai as_of;          /* epoch of the newest set of any object */
    sea_object_format list; /* SEA_OBJECT_AUTO: there is none */
    uint32_t list_highest;  /* highest number in the list: later ones may be missing because it is old */
    sea_tai list_as_of;     /* newest launch in the list, SEA_TAI_NONE when there is none */
} sea_norm_scene;

typedef struct sea_norm_facts {
    const sea_gp *sets; /* of the object, by epoch */
    size_t count;
    const sea_object *object;     /* NULL: not in the list */
    const sea_lifetime *lifetime; /* NULL: no provision asks */
    uint32_t fragments;           /* of the breakups whose parent it is */
} sea_norm_facts;

sea_norm_finding sea_norm_judge(const sea_norm_provision *provision, const sea_norm_scene *scene,
                                const sea_norm_facts *facts);

#endif
