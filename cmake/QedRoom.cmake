# SPDX-License-Identifier: Apache-2.0
# A room: every .cpp of a folder is one static library, every *_test.cpp beside them one test program.
#   qed_room(linalg DEPENDS base PUBLIC Eigen3::Eigen PRIVATE LAPACK::LAPACK)
# makes qed_linalg (alias qed::linalg) and linalg_test. DEPENDS are rooms of lower floors (tools/check/layers.py
# holds the includes to the same list); PUBLIC and PRIVATE are foreign targets. FLAT leaves sub-folders out. THREADED
# is said by a room whose own code runs in parallel: its tests are the label and target `threaded`, which the thread
# sanitizer runs. A room that starts threads without saying so is an error. Cases of the test suite "long" (rates by
# repetition, brute force) are left out under a sanitizer: shorter cases take the same paths. SLOW: its tests take
# longest.
function(qed_room name)
  cmake_parse_arguments(ROOM "FLAT;THREADED;SLOW" "" "DEPENDS;PUBLIC;PRIVATE;TEST_LINK" ${ARGN})
  set(glob GLOB_RECURSE)
  if(ROOM_FLAT)
    set(glob GLOB)
  endif()
  file(${glob} sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")

  if(NOT ROOM_THREADED)
    foreach(source IN LISTS sources)
      file(STRINGS "${source}" found REGEX "parallel_(blocks|reduce)|std::(thread|jthread|async)" LIMIT_COUNT 1)
      if(found)
        message(FATAL_ERROR "${source} runs in parallel: say THREADED in qed_room(${name} ...)")
      endif()
    endforeach()
  endif()

  # A library of the system by its name, not its path, so that the installed package fits other systems too.
  list(TRANSFORM ROOM_PRIVATE REPLACE "^/usr/lib/.*/lib([A-Za-z0-9]+)\\.so$" "\\1")

  set(kind PUBLIC)
  if(sources)
    add_library(qed_${name} STATIC ${sources})
    set_target_properties(qed_${name} PROPERTIES EXPORT_NAME ${name})
  else()
    add_library(qed_${name} INTERFACE)
    set_target_properties(qed_${name} PROPERTIES EXPORT_NAME ${name})
    set(kind INTERFACE)
  endif()
  add_library(qed::${name} ALIAS qed_${name})
  target_include_directories(qed_${name} ${kind}
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  list(TRANSFORM ROOM_DEPENDS PREPEND "qed::")
  target_link_libraries(qed_${name} ${kind} ${ROOM_DEPENDS} ${ROOM_PUBLIC})
  if(sources)
    target_link_libraries(qed_${name} PRIVATE ${ROOM_PRIVATE})
    target_compile_features(qed_${name} PUBLIC cxx_std_20)
    qed_precompile(qed_${name} rooms)
  endif()
  set_property(GLOBAL APPEND PROPERTY QED_ROOMS qed_${name})
  set_property(GLOBAL APPEND PROPERTY QED_FOREIGN ${ROOM_PUBLIC} ${ROOM_PRIVATE})

  if(tests AND QED_TESTS)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE doctest_main qed::${name} ${ROOM_PRIVATE} ${ROOM_TEST_LINK})
    qed_precompile(${name}_test tests)
    target_compile_definitions(${name}_test PRIVATE QED_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    set(except "")
    if(QED_SANITIZE)
      set(except --test-suite-exclude=long)
    endif()
    add_test(NAME ${name} COMMAND ${name}_test ${except})
    set(labels unit)
    if(NOT TARGET tested)
      add_custom_target(tested)  # what the address sanitizer runs: unit tests and laws
    endif()
    add_dependencies(tested ${name}_test)
    if(ROOM_THREADED)
      list(APPEND labels threaded)
      if(NOT TARGET threaded)
        add_custom_target(threaded)
      endif()
      add_dependencies(threaded ${name}_test)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${labels}" ENVIRONMENT "OPENBLAS_NUM_THREADS=1")
    if(ROOM_SLOW)
      set_tests_properties(${name} PROPERTIES COST 100)  # started first, so that none is left alone at the end
    endif()
  endif()
endfunction()
